import {
  Bool,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float64,
  Int32,
  Int64,
  List,
  Schema,
  Utf8,
} from 'apache-arrow';
import type { ColumnInfo, ColumnType } from '../../src/study/tables/column.ts';

function arrowType(type: ColumnType, dictionary: number): DataType {
  // the elements of a list that is not there count as not there: readers refuse such a column where they are declared non-nullable
  if (typeof type === 'object')
    return 'list' in type
      ? new FixedSizeList(type.list, new Field('item', new Float64(), true))
      : new List(new Field('item', type.values === 'int64' ? new Int64() : new Float64(), false));
  if (type === 'text') return new Dictionary(new Utf8(), new Int32(), dictionary);
  if (type === 'int32') return new Int32();
  if (type === 'int64') return new Int64();
  return type === 'bool' ? new Bool() : new Float64();
}

/** Schema that apache-arrow should see of a table's files: units and descriptions are in the field metadata. */
export function arrowSchema(columns: readonly ColumnInfo[], metadata: ReadonlyMap<string, string>): Schema {
  const fields = columns.map((c, i) => {
    const about = new Map([['description', c.description]]);
    if (c.unit !== undefined) about.set('unit', c.unit);
    return new Field(c.name, arrowType(c.type, i), c.nullable ?? false, about);
  });
  return new Schema(fields, new Map(metadata));
}
