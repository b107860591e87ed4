import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { studyHash } from '../../../src/study/hash.ts';
import type { Study } from '../../../src/study/schema.ts';
import type { TableName } from '../../../src/study/tables/tableNames.ts';
import { arrowFile } from '../../../src/study/tables/arrowTable.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { readColumns, rowsOf } from '../../../src/study/tables/readColumns.ts';
import { tableLayout, tableMetadata } from '../../../src/study/tables/studyTables.ts';
import { temporaryFolder } from '../tinyStudy.ts';
import { renewChecksum } from './renewChecksum.ts';

/** A copy of a study directory, to be tampered with. */
export function copyOf(out: string): string {
  const copy = join(temporaryFolder(), 'copy');
  cpSync(out, copy, { recursive: true });
  return copy;
}

/** A line of a manifest. */
export interface Line {
  chunk: number;
  files: { table: string; rows: number; sha256: string }[];
}

/** Writes a file of chunk 0 and makes the manifest list it, as a careful forger would. */
export function forge(root: string, table: TableName, bytes: Uint8Array, rows?: number): void {
  writeFileSync(join(root, 'data', table, 'part-00000.arrow'), bytes);
  renewChecksum(root, table, 0, bytes, rows);
}

/** Rewrites chunk 0 of a table with changed rows, well encoded and listed. */
export function forgeRows(
  root: string,
  study: Study,
  table: TableName,
  change: (rows: Record<string, CellValue>[]) => Record<string, CellValue>[],
): void {
  const { columns } = tableLayout(table, study);
  const rows = change(rowsOf(columns, readColumns(readFileSync(join(root, 'data', table, 'part-00000.arrow')))));
  const bytes = arrowFile(
    columns.map((c) => ({ ...c, get: (row: Record<string, CellValue>) => row[c.name] ?? null })),
    rows,
    tableMetadata(table, studyHash(study), 0),
  );
  forge(root, table, bytes, rows.length);
}

/** Another value of the same kind, numbers by the given share of themselves. */
export function nudged(value: CellValue, share: number): CellValue {
  if (value instanceof Float64Array && value.length === 0) return Float64Array.of(1);
  if (value instanceof Float64Array) return value.map((x, i) => (i === 0 ? (nudged(x, share) as number) : x));
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}x`;
  if (value === null) return 1;
  if (!Number.isFinite(value)) return 0;
  return Number.isInteger(value) ? value + 1 : value * (1 + share);
}
