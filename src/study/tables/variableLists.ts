import {
  type Data,
  Field,
  FixedSizeList,
  Float64,
  List,
  RecordBatch,
  Schema,
  Struct,
  Table,
  makeData,
} from 'apache-arrow';
import { invariant } from '../../errors.ts';

/**
 * A table whose fixed-size lists are lists of variable size, with the size in the field metadata (`list_size`): Parquet stores a
 * null list without its elements, and pyarrow refuses such a column as fixed-size lists. Lists that are of variable size stay as they are.
 */
export function withVariableLists(table: Table): Table {
  const fields = table.schema.fields.map((field) => {
    if (!(field.type instanceof FixedSizeList)) return field;
    const about = new Map(field.metadata).set('list_size', String(field.type.listSize));
    return new Field(field.name, new List(field.type.children[0] as Field), field.nullable, about);
  });
  const schema = new Schema(fields, table.schema.metadata);
  const batches = table.batches.map((batch) => {
    const children = fields.map((field, i) => {
      const data = batch.data.children[i] as Data;
      return data.type instanceof FixedSizeList ? variableList(data, field) : data;
    });
    const struct = makeData({ type: new Struct(fields), length: batch.numRows, nullCount: 0, children });
    return new RecordBatch(schema, struct);
  });
  return new Table(schema, batches);
}

function variableList(data: Data, field: Field): Data {
  const { listSize } = data.type as FixedSizeList;
  const [child] = data.children;
  invariant(child, 'a list has elements');
  const from = child.values as Float64Array;
  const valueOffsets = new Int32Array(data.length + 1);
  const values = new Float64Array((data.length - data.nullCount) * listSize);
  let end = 0;
  for (let row = 0; row < data.length; row++) {
    if (data.getValid(row)) {
      values.set(from.subarray(row * listSize, (row + 1) * listSize), end);
      end += listSize;
    }
    valueOffsets[row + 1] = end;
  }
  return makeData({
    type: field.type as List,
    length: data.length,
    nullCount: data.nullCount,
    nullBitmap: data.nullCount > 0 ? data.nullBitmap : null,
    valueOffsets,
    child: makeData({ type: new Float64(), length: end, nullCount: 0, data: values }),
  });
}
