import { type ArrowTable, readArrow } from './arrow/arrowReader.ts';
import type { CellValue, ColumnInfo } from './column.ts';

/** A table file in memory, by column. */
export interface StoredColumns {
  readonly rows: number;
  /** Values of each column of the file, by name. */
  readonly columns: ReadonlyMap<string, readonly CellValue[]>;
}

/** Reads the Arrow file of a table. @throws Error on bytes that are none (`readArrow`). */
export function readColumns(bytes: Uint8Array): StoredColumns {
  return columnsOf(readArrow(bytes));
}

/** Every value of a table. */
export function columnsOf({ rows, fields, column }: ArrowTable): StoredColumns {
  return {
    rows,
    columns: new Map(
      fields.map(({ name }) => {
        const value = column(name);
        return [name, Array.from({ length: rows }, (_, row) => value(row))];
      }),
    ),
  };
}

/** The rows of some columns as objects, for `arrowFile` and for people. */
export function rowsOf(columns: readonly ColumnInfo[], stored: StoredColumns): Record<string, CellValue>[] {
  return Array.from({ length: stored.rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name }) => [name, stored.columns.get(name)?.[row] ?? null])),
  );
}
