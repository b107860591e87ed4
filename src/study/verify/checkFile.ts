import { join } from 'node:path';
import { sha256 } from '../hash.ts';
import type { ManifestLine } from '../manifest.ts';
import { readRegularFile } from '../readRegularFile.ts';
import type { TableName } from '../tables/tableNames.ts';
import type { ArrowField } from '../tables/arrow/arrowField.ts';
import { type ArrowTable, readArrow } from '../tables/arrow/arrowReader.ts';
import { arrowFile } from '../tables/arrowTable.ts';
import type { Column, ColumnInfo, ColumnType } from '../tables/column.ts';
import { type StoredColumns, columnsOf, rowsOf } from '../tables/readColumns.ts';
import type { TableLayout } from '../tables/studyTables.ts';
import { shortText } from './compareCells.ts';
import type { Findings } from './findings.ts';
import { withoutPadding } from './perBs.ts';

/** A file to check. */
export interface FileClaim {
  readonly root: string;
  /** Relative to the root. */
  readonly file: string;
  readonly table: TableName;
  readonly layout: TableLayout;
  /** Schema metadata that the file should have. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The chunk's lines of all manifests. */
  readonly listed: readonly ManifestLine[];
}

/**
 * Checks a table file against its checksum, its schema (names, types, units, nullability, metadata) and its own encoding: the
 * bytes must be those to which the values that a reader sees encode, so that no byte of the file is free.
 *
 * @returns its columns, or null where a finding makes them worthless.
 */
export function checkFile(claim: FileClaim, findings: Findings): StoredColumns | null {
  const { root, file, layout, metadata } = claim;
  const whole = (expected: string, found: string): null => {
    findings.add({ file, row: null, column: null, expected, found });
    return null;
  };
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(join(root, file));
  } catch (error) {
    return whole('a readable file', error instanceof Error ? error.message : String(error));
  }
  const entries = claim.listed.flatMap((line) => line.files.filter((f) => f.table === claim.table));
  const sum = sha256(bytes);
  const own = entries.filter((e) => e.sha256 === sum);
  if (own.length === 0)
    return whole(`sha256 ${entries.map((e) => e.sha256).join(' or ')} of the manifest`, `sha256 ${sum}`);
  let content: ArrowTable;
  try {
    content = readArrow(bytes);
  } catch (error) {
    return whole('an Arrow file', error instanceof Error ? error.message : String(error));
  }
  const before = findings.count;
  const other = own.find((e) => e.rows !== content.rows);
  if (other) whole(`${other.rows} rows as the manifest lists`, `${content.rows} rows`);
  checkSchema(file, readArrow(arrowFile(layout.columns.map(unused), [], metadata)), content, findings);
  if (findings.count > before) return null;
  const stored = columnsOf(content);
  checkNulls(file, layout, stored, findings);
  if (findings.count > before) return null;
  const encoded = arrowFile(
    layout.columns.map((c) => ({ ...c, get: (row: ReturnType<typeof rowsOf>[number]) => row[c.name] ?? null })),
    rowsOf(layout.columns, stored),
    metadata,
  );
  if (!Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length).equals(bytes))
    return whole('the encoding of its own values', 'other bytes around the values');
  return stored;
}

/** A column of a file without rows. */
function unused(column: ColumnInfo): Column<never> {
  return { ...column, get: (row: never) => row };
}

function checkSchema(file: string, expected: ArrowTable, found: ArrowTable, findings: Findings): void {
  const differ = (column: string | null, a: string, b: string): void => {
    if (a !== b) findings.add({ file, row: null, column, expected: a, found: b });
  };
  const names = ({ fields }: ArrowTable): string => `columns ${fields.map((f) => f.name).join(', ')}`;
  differ(null, metadataText('schema', expected.metadata), metadataText('schema', found.metadata));
  differ(null, names(expected), names(found));
  if (names(expected) !== names(found)) return;
  expected.fields.forEach((field, i) => {
    const other = found.fields[i] as ArrowField;
    differ(field.name, typeText(field), typeText(other));
    differ(field.name, nullability(field), nullability(other));
    differ(field.name, metadataText('field', field.metadata), metadataText('field', other.metadata));
  });
}

function typeText({ type, nullableItems }: ArrowField): string {
  if (typeof type !== 'object') return `type ${type}`;
  if ('values' in type) return `type list of any length of ${type.values}`;
  return `type list of ${type.list} float64${nullableItems ? ' or null' : ''}`;
}

function nullability(field: ArrowField): string {
  return field.nullable ? 'a nullable column' : 'a column without nulls';
}

function metadataText(what: string, metadata: ReadonlyMap<string, string>): string {
  return `${what} metadata ${JSON.stringify([...metadata].sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

function checkNulls(file: string, { columns }: TableLayout, stored: StoredColumns, findings: Findings): void {
  for (const { name, type, nullable, infinite } of columns)
    stored.columns.get(name)?.forEach((value, row) => {
      if (value === null && !nullable) findings.add({ file, row, column: name, expected: 'a value', found: 'null' });
      const numbers = typeof value === 'number' ? [value] : value instanceof Float64Array ? ownValues(type, value) : [];
      const bad = numbers.findIndex(
        (x) => !Number.isFinite(x) && !(infinite && x === Infinity) && !(infinite === 'both' && x === -Infinity),
      );
      if (bad >= 0)
        findings.add({ file, row, column: name, expected: 'finite numbers', found: shortText(value ?? null, bad) });
    });
}

/** A list of any length has no padding: it would be shorter. */
function ownValues(type: ColumnType, list: Float64Array): Float64Array {
  return typeof type === 'object' && 'values' in type ? list : withoutPadding(list);
}
