import { type Schema, type Vector, tableFromIPC } from 'apache-arrow';
import type { CellValue, ColumnInfo } from './column.ts';

/** A table file in memory, by column. */
export interface StoredColumns {
  readonly schema: Schema;
  readonly rows: number;
  /** Values of each column of the file, by name. */
  readonly columns: ReadonlyMap<string, readonly CellValue[]>;
}

/** Reads the Arrow file of a table. Throws whatever the reader throws on bytes that are none. */
export function readColumns(bytes: Uint8Array): StoredColumns {
  const table = tableFromIPC(bytes);
  return {
    schema: table.schema,
    rows: table.numRows,
    columns: new Map(
      table.schema.fields.map((field, i) => {
        const vector = table.getChildAt(i);
        return [field.name, Array.from({ length: table.numRows }, (_, row) => cellOf(vector, row))];
      }),
    ),
  };
}

function cellOf(vector: Vector | null, row: number): CellValue {
  const value: unknown = vector?.get(row) ?? null;
  // a copy: the list shares the memory of the file
  if (typeof value === 'object' && value !== null && 'toArray' in value)
    return Float64Array.from((value as { toArray(): Float64Array }).toArray());
  return value as CellValue;
}

/** The rows of some columns as objects, for `arrowFile` and for people. */
export function rowsOf(columns: readonly ColumnInfo[], stored: StoredColumns): Record<string, CellValue>[] {
  return Array.from({ length: stored.rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name }) => [name, stored.columns.get(name)?.[row] ?? null])),
  );
}
