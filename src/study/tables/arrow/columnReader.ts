import type { CellValue, ListValues } from '../column.ts';
import type { ArrowField } from './arrowField.ts';
import type { Body } from './recordBatch.ts';

type Reader = (row: number) => CellValue;

const bit = (bits: DataView, index: number): boolean => ((bits.getUint8(index >> 3) >> (index & 7)) & 1) === 1;

/**
 * Takes a column's part of the body and tells how its values are read.
 *
 * @throws Error where the part is not whole.
 */
export function readColumn(
  field: ArrowField,
  body: Body,
  dictionaries: ReadonlyMap<number, readonly string[]>,
): Reader {
  const { rows } = body;
  const { nulls, valid } = validity(body, rows);
  if (nulls > 0 && !field.nullable) throw new Error(`column ${field.name} is never null`);
  const read = valuesOf(field, body, dictionaries);
  const column: Reader = nulls > 0 ? (row) => (bit(valid, row) ? read(row) : null) : read;
  if (field.type === 'text')
    for (let row = 0; row < rows; row++)
      if (read(row) === null && (nulls === 0 || bit(valid, row)))
        throw new Error(`column ${field.name} has an unknown text`);
  return column;
}

function validity(body: Body, length: number): { readonly nulls: number; readonly valid: DataView } {
  const nulls = body.nulls(length);
  return { nulls, valid: body.buffer(nulls > 0 ? Math.ceil(length / 8) : 0) };
}

function valuesOf(field: ArrowField, body: Body, dictionaries: ReadonlyMap<number, readonly string[]>): Reader {
  const { type } = field;
  const { rows } = body;
  if (typeof type === 'object')
    return 'list' in type ? fixedLists(type.list, body) : anyLists(field.name, type.values, body);
  if (type === 'bool') {
    const bits = body.buffer(Math.ceil(rows / 8));
    return (row) => bit(bits, row);
  }
  const values = body.buffer((type === 'float64' || type === 'int64' ? 8 : 4) * rows);
  if (type === 'float64') return (row) => values.getFloat64(8 * row, true);
  if (type === 'int64') return (row) => values.getBigInt64(8 * row, true);
  if (type === 'int32') return (row) => values.getInt32(4 * row, true);
  const texts = dictionaries.get(field.dictionary);
  if (!texts) throw new Error(`column ${field.name} has no dictionary`);
  return (row) => texts[values.getInt32(4 * row, true)] ?? null;
}

/** A list for each row, in memory of its own; null elements are NaN. */
function fixedLists(size: number, body: Body): Reader {
  const items = validity(body, size * body.rows);
  const values = body.buffer(8 * size * body.rows);
  return (row) => {
    const from = size * row;
    const list = doubles(values, from, from + size);
    if (items.nulls > 0) for (let i = 0; i < size; i++) if (!bit(items.valid, from + i)) list[i] = Number.NaN;
    return list;
  };
}

/** Lists of any length, each in memory of its own. Where they lie and what integers they hold is checked at once. */
function anyLists(name: string, kind: ListValues, body: Body): Reader {
  const { rows } = body;
  const offsets = body.buffer(4 * (rows + 1));
  const offset = (row: number): number => offsets.getInt32(4 * row, true);
  if (offset(0) !== 0) throw new Error(`column ${name} has values in front of its lists`);
  for (let row = 0; row < rows; row++)
    if (!(offset(row) <= offset(row + 1))) throw new Error(`column ${name} has lists that overlap`);
  const length = offset(rows);
  if (validity(body, length).nulls > 0) throw new Error(`column ${name} has lists with nulls`);
  const values = body.buffer(8 * length);
  if (kind === 'float64') return (row) => doubles(values, offset(row), offset(row + 1));
  for (let i = 0; i < length; i++)
    if (!Number.isSafeInteger(integer(values, i))) throw new Error(`column ${name} has integers that no double tells`);
  return (row) => {
    const from = offset(row);
    const list = new Float64Array(offset(row + 1) - from);
    for (let i = 0; i < list.length; i++) list[i] = integer(values, from + i);
    return list;
  };
}

function doubles({ buffer, byteOffset }: DataView, from: number, to: number): Float64Array {
  return new Float64Array(buffer.slice(byteOffset + 8 * from, byteOffset + 8 * to));
}

/** A 64-bit integer as the double next to it. */
function integer(values: DataView, index: number): number {
  return values.getInt32(8 * index + 4, true) * 2 ** 32 + values.getUint32(8 * index, true);
}
