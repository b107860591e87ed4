import { type DataType, List, RecordBatch, Struct, Table, makeData, tableToIPC, vectorFromArray } from 'apache-arrow';
import { arrowSchema } from './apacheSchema.ts';
import type { CellValue, Column } from '../../src/study/tables/column.ts';

/** The file that apache-arrow itself writes for some rows. */
export function arrowFileByApache<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const schema = arrowSchema(columns, metadata);
  const children = schema.fields.map((field, i) => {
    const values = rows.map((row) => cellOf(columns[i]?.get(row) ?? null, field.type));
    return vectorFromArray(values, field.type as DataType).data[0] ?? makeData({ type: field.type });
  });
  const struct = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return tableToIPC(new Table(schema, new RecordBatch(schema, struct)), 'file');
}

/** Integers of lists are doubles with us. */
function cellOf(cell: CellValue, type: DataType): CellValue | BigInt64Array {
  const integers = type instanceof List && String(type.valueType) === 'Int64';
  return integers && cell instanceof Float64Array ? BigInt64Array.from(cell, BigInt) : cell;
}
