import type { CellValue, ColumnInfo } from '../tables/column.ts';
import type { DesignRow } from '../tables/designRow.ts';
import type { StoredColumns } from '../tables/readColumns.ts';
import type { TableLayout } from '../tables/studyTables.ts';
import { type Comparison, differenceTexts, sameCell } from './compareCells.ts';
import type { Findings } from './findings.ts';

/** A table of one chunk, opened. */
export interface OpenTable {
  /** Relative to the study directory. */
  readonly file: string;
  readonly layout: TableLayout;
  readonly stored: StoredColumns;
}

/**
 * Compares the rows that some designs of a chunk have in a table with what is recomputed from their vectors, or where these are not known with what follows from the study
 * and from table `designs`. Columns that the solver alone knows are left out, and tables whose rows it alone knows.
 *
 * @param rowsOf rows of the table of each design, by its id.
 * @param columns all, or only those that need no vectors.
 */
export function checkRows(
  { file, layout, stored }: OpenTable,
  designs: readonly DesignRow[],
  rowsOf: ReadonlyMap<bigint, readonly number[]>,
  columns: 'all' | 'given',
  comparison: Comparison,
  findings: Findings,
): void {
  if (layout.claimed) return;
  for (const design of designs) {
    const values = layout.values([design]);
    const count = values[0]?.length ?? 0;
    const rows = rowsOf.get(design.id) ?? [];
    if (rows.length !== count) {
      findings.add({
        file,
        row: rows[0] ?? null,
        column: null,
        expected: `${count} ${count === 1 ? 'row' : 'rows'} of design ${design.id}`,
        found: String(rows.length),
      });
      continue;
    }
    layout.columns.forEach((column, c) => {
      if (isClaim(column, design.task.form.kind === 'weighted') || (columns === 'given' && !column.given)) return;
      rows.forEach((row, i) => {
        const expected = values[c]?.[i] ?? null;
        const found: CellValue | undefined = stored.columns.get(column.name)?.[row];
        if (found !== undefined && sameCell(column, expected, found, comparison)) return;
        findings.add({ file, row, column: column.name, ...differenceTexts(column, expected, found, comparison) });
      });
    });
  }
}

/** What only the solver knows. In the weighted form g is its choice too; in the threshold form it follows from the study. */
export function isClaim(column: ColumnInfo, weighted: boolean): boolean {
  return column.claim === true || (column.name === 'sinr_program_db' && weighted);
}

/** Rows must stand in the order of their designs, and belong to designs of the chunk. */
export function checkOrder({ file, stored }: OpenTable, first: bigint, end: bigint, findings: Findings): void {
  let last = first;
  (stored.columns.get('design_id') ?? []).forEach((value, row) => {
    const id = value as bigint;
    if (id < last || id >= end)
      findings.add({ file, row, column: 'design_id', expected: `${last} to ${end - 1n}`, found: String(id) });
    else last = id;
  });
}
