import {
  Bool,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float64,
  Int32,
  Int64,
  Schema,
  Struct,
  Table,
  RecordBatch,
  Utf8,
  makeData,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import { invariant } from '../../errors.ts';

/** Kinds of column. `list` is a FixedSizeList of float64. */
export type ColumnType = 'int32' | 'int64' | 'float64' | 'bool' | 'text' | { readonly list: number };

/** One column of a table: values come from `get`; null where not defined. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
  readonly description: string;
  readonly nullable?: boolean;
  readonly get: (row: Row) => number | bigint | string | boolean | Float64Array | null;
}

function arrowType(type: ColumnType, dictionary: number): DataType {
  if (typeof type === 'object') return new FixedSizeList(type.list, new Field('item', new Float64(), false));
  if (type === 'text') return new Dictionary(new Utf8(), new Int32(), dictionary);
  if (type === 'int32') return new Int32();
  if (type === 'int64') return new Int64();
  return type === 'bool' ? new Bool() : new Float64();
}

/**
 * One Arrow file (IPC file format, uncompressed, one record batch, one dictionary for each text column) with units and
 * descriptions in the field metadata. The bytes are a function of the rows alone.
 */
export function arrowFile<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const fields = columns.map((c, i) => {
    const about = new Map([['description', c.description]]);
    if (c.unit !== undefined) about.set('unit', c.unit);
    // explicit dictionary ids: a global counter would make the bytes depend on what was written before
    return new Field(c.name, arrowType(c.type, i), c.nullable ?? false, about);
  });
  const schema = new Schema(fields, new Map(metadata));
  const children = columns.map((c, i) => {
    const values = rows.map((row) => c.get(row));
    invariant(c.nullable || !values.includes(null), `column ${c.name} is never null`);
    const field = fields[i];
    invariant(field, 'a field for each column');
    const vector = vectorFromArray(values, field.type);
    const [data] = vector.data;
    return data ?? makeData({ type: field.type });
  });
  const struct = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
  return tableToIPC(new Table(schema, new RecordBatch(schema, struct)), 'file');
}
