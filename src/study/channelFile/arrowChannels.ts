import { InputError } from '../../errors.ts';
import {
  type ArrowField,
  arrowFields,
  FIXED_SIZE_LIST,
  FLOAT,
  LARGE_LIST,
  LIST,
  typeName,
} from './arrow/arrowFields.ts';
import { type ArrowMessages, arrowMessages, codecOf, openMessage } from './arrow/arrowMessages.ts';
import { type BatchColumn, batchColumn } from './arrow/batchColumn.ts';
import { tensorShape } from './arrow/tensorShape.ts';
import type { ArrayName, ChannelArray, ChannelPart } from './channelArray.ts';
import { readChecked } from './damaged.ts';
import { shown } from './shown.ts';

const HINT = "pyarrow.feather.write_feather(table, file, compression='uncompressed') writes one";

/**
 * An array of an uncompressed Arrow file (Feather 2) or stream: one row for each realization in the column of that name, for `channels` also in the only column:
 * lists of float64 or float32 nested as [bs][cell][user][antenna][2], a fixed-shape tensor of that shape, or a flat list of as many
 * numbers. Not read by apache-arrow, which believes what the metadata say of lengths and places, and needs all of a file below 4 GiB.
 *
 * @throws InputError on anything else.
 */
export function arrowChannels({ bytes, where: file }: ChannelPart, name: ArrayName): ChannelArray {
  const checked = <T>(read: () => T): T => readChecked(file, 'an Arrow file', read, HINT);
  const messages = checked(() => arrowMessages(bytes));
  const fields = checked(() => arrowFields(messages.schema));
  const index = columnOf(name, fields, file);
  const field = fields[index] as ArrowField;
  const where = `${file}: column ${shown(field.name)}`;
  requireNumbers(field, where);
  const declared = tensorShape(field, where);
  const row = rowReader(messages, (batch) => {
    const message = openMessage(bytes, batch.at, bytes.length);
    const codec = codecOf(message);
    if (codec !== null)
      throw new InputError(
        `${file}: expected an uncompressed Arrow file, got one compressed by ${codec}; pandas writes it with df.to_feather(path, compression='uncompressed')`,
        `${HINT}; in Polars, df.write_ipc(path, compression='uncompressed')`,
      );
    return batchColumn(message, fields, index, batch.rows);
  });
  const realizations = messages.batches.reduce((sum, { rows }) => sum + rows, 0);
  const lengths = declared ? [field.listSize] : realizations > 0 ? checked(() => nestedLengths(row(0), where)) : [];
  const shape = declared ?? (lengths.length > 1 ? lengths : null);
  if (shape && shape.at(-1) !== 2)
    throw new InputError(`${where}: expected pairs (re, im) innermost, got shape [${shape.join(', ')}]`);
  const numbers = lengths.reduce((n, d) => n * d, 1);
  return {
    realizations,
    shape: shape ? shape.slice(0, -1) : null,
    numbers,
    at: (i) => checked(() => rowNumbers(row(i), { lengths, numbers, where: `${where}[${i}]` })),
  };
}

function columnOf(name: ArrayName, fields: readonly ArrowField[], file: string): number {
  const named = fields.flatMap((f, i) => (f.name === name ? [i] : []));
  if (named.length > 1) throw new InputError(`${file}: expected one column ${name}, got ${named.length}`);
  if (named[0] !== undefined) return named[0];
  if (fields.length === 1 && name === 'channels') return 0;
  const names = fields.slice(0, 10).map((f) => shown(f.name));
  if (fields.length > names.length) names.push(`${fields.length - names.length} more`);
  throw new InputError(`${file}: expected a column ${name}, got ${names.join(', ') || 'no column'}`);
}

/** Refuses a column of anything but lists, at every level, around floats. */
function requireNumbers(column: ArrowField, where: string): void {
  let field: ArrowField | undefined = column;
  let lists = '';
  while (field && !field.dictionary && [LIST, LARGE_LIST, FIXED_SIZE_LIST].includes(field.type)) {
    [field] = field.children;
    lists = 'lists of ';
  }
  if (field?.dictionary === false && field.type === FLOAT && field.bits > 16 && lists !== '') return;
  throw new InputError(
    `${where}: expected lists of float64 or float32, got ${lists}${field ? typeName(field) : 'nothing'}`,
  );
}

/** A row: its batch, and its index in it. */
interface Row {
  readonly column: BatchColumn;
  readonly index: number;
}

/** Finds rows by their index in the table; the batch of the last one stays open. */
function rowReader(
  { batches }: ArrowMessages,
  open: (batch: ArrowMessages['batches'][number]) => BatchColumn,
): (row: number) => Row {
  const starts = new Float64Array(batches.length);
  batches.forEach(({ rows }, i) => {
    if (i + 1 < starts.length) starts[i + 1] = (starts[i] as number) + rows;
  });
  let current: { readonly batch: number; readonly column: BatchColumn } | null = null;
  return (row) => {
    let [batch, end] = [0, batches.length];
    while (end - batch > 1) {
      const middle = (batch + end) >> 1;
      if ((starts[middle] as number) <= row) batch = middle;
      else end = middle;
    }
    const found = batches[batch];
    if (!found) throw new RangeError(`row ${row} of none`);
    if (current?.batch !== batch) current = { batch, column: open(found) };
    return { column: current.column, index: row - (starts[batch] as number) };
  };
}

/** Lengths of the lists around the first number of a row. */
function nestedLengths({ column, index }: Row, where: string): number[] {
  const lengths: number[] = [];
  let i = index;
  for (const { valid, range } of column.levels) {
    if (!valid(i)) throw new InputError(`${where}[0]${'[0]'.repeat(lengths.length)}: expected a list, got null`);
    const [start, end] = range(i);
    lengths.push(end - start);
    if (end === start) break;
    i = start;
  }
  return lengths;
}

/** What a row has to be. */
interface Expected {
  /** Of the lists, outermost first. */
  readonly lengths: readonly number[];
  /** Product of the lengths. */
  readonly numbers: number;
  readonly where: string;
}

function rowNumbers({ column, index }: Row, { lengths, numbers, where }: Expected): Float64Array {
  const result = new Float64Array(numbers);
  const path: number[] = [];
  let filled = 0;
  const refuse = (level: number, expected: string, got: string): InputError => {
    const indices = path.slice(0, level).map((i) => `[${i}]`);
    return new InputError(`${where}${indices.join('')}: expected ${expected}, got ${got}`);
  };
  const visit = (level: number, at: number): void => {
    const list = column.levels[level];
    if (!list) {
      if (!column.valid(at)) throw refuse(level, 'a number', 'null');
      result[filled++] = column.number(at);
      return;
    }
    const length = lengths[level] as number;
    if (!list.valid(at)) throw refuse(level, `a list of ${length}`, 'null');
    const [start, end] = list.range(at);
    if (end - start !== length) throw refuse(level, `a list of ${length}`, `one of ${end - start}`);
    for (let i = 0; i < length; i++) {
      path[level] = i;
      visit(level + 1, start + i);
    }
  };
  visit(0, index);
  return result;
}
