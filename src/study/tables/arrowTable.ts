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

/** A value of a table; null where not defined. */
export type CellValue = number | bigint | string | boolean | Float64Array | null;

/** What the schema says of a column. */
export interface ColumnInfo {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
  readonly description: string;
  readonly nullable?: boolean;
  /** True where Infinity is allowed: the RCRB of an angle that cannot be estimated. Default: finite numbers only. */
  readonly infinite?: boolean;
  /** True where the value is known to the solver alone and cannot be recomputed from the stored precoders. */
  readonly claim?: boolean;
}

/** One column of a table: values come from `get`. */
export interface Column<Row> extends ColumnInfo {
  readonly get: (row: Row) => CellValue;
}

function arrowType(type: ColumnType, dictionary: number): DataType {
  if (typeof type === 'object') return new FixedSizeList(type.list, new Field('item', new Float64(), false));
  if (type === 'text') return new Dictionary(new Utf8(), new Int32(), dictionary);
  if (type === 'int32') return new Int32();
  if (type === 'int64') return new Int64();
  return type === 'bool' ? new Bool() : new Float64();
}

/** Schema of a table: units and descriptions are in the field metadata. */
export function arrowSchema(columns: readonly ColumnInfo[], metadata: ReadonlyMap<string, string>): Schema {
  const fields = columns.map((c, i) => {
    const about = new Map([['description', c.description]]);
    if (c.unit !== undefined) about.set('unit', c.unit);
    // explicit dictionary ids: a global counter would make the bytes depend on what was written before
    return new Field(c.name, arrowType(c.type, i), c.nullable ?? false, about);
  });
  return new Schema(fields, new Map(metadata));
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
  const schema = arrowSchema(columns, metadata);
  const { fields } = schema;
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
