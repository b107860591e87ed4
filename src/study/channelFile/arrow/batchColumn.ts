import { PAIR, VERSION_5 } from '../../tables/arrow/formatNumbers.ts';
import { Damaged } from '../damaged.ts';
import type { SharedBytes } from '../sharedBytes.ts';
import { type ArrowField, bufferCount, FIXED_SIZE_LIST, FLOAT, LARGE_LIST, LIST, UNION, VIEWS } from './arrowFields.ts';
import type { ArrowMessage } from './arrowMessages.ts';

/** Lists of a column in a record batch, one level of nesting. */
export interface ListLevel {
  readonly valid: (i: number) => boolean;
  /** First element of a list among those of the next level, and the one behind its last. */
  readonly range: (i: number) => readonly [number, number];
}

/** A column of nested lists of numbers in a record batch. */
export interface BatchColumn {
  readonly levels: readonly ListLevel[];
  readonly valid: (i: number) => boolean;
  readonly number: (i: number) => number;
}

/** Takes nodes and buffers of a record batch in their order. */
class Cursor {
  readonly #message: ArrowMessage;
  readonly #nodes: Iterator<number>;
  readonly #buffers: Iterator<number>;
  /** Numbers of buffers of the views. */
  readonly #counts: Iterator<number>;

  constructor(message: ArrowMessage) {
    this.#message = message;
    const { flat, table } = message.header;
    this.#nodes = flat.elements(flat.field(table, 1), PAIR).values();
    this.#buffers = flat.elements(flat.field(table, 2), PAIR).values();
    this.#counts = flat.elements(flat.field(table, 4), 8).values();
  }

  #next(places: Iterator<number>): number {
    const { done, value } = places.next();
    if (done === true) throw new Damaged('a record batch has fewer columns than the schema');
    return value;
  }

  #number(place: number): number {
    const number = this.#message.header.flat.long(place);
    if (!Number.isSafeInteger(number) || number < 0) throw new Damaged(`a record batch has the length ${number}`);
    return number;
  }

  node(): { length: number; nulls: number } {
    const place = this.#next(this.#nodes);
    return { length: this.#number(place), nulls: this.#number(place + 8) };
  }

  buffer(): SharedBytes {
    const place = this.#next(this.#buffers);
    return this.#message.body.part(this.#number(place), this.#number(place + 8));
  }

  skip(field: ArrowField): void {
    this.node();
    const { type, dictionary, dense, children } = field;
    let buffers = dictionary ? 2 : bufferCount(type);
    if (!dictionary && VIEWS.includes(type)) buffers += this.#number(this.#next(this.#counts));
    if (!dictionary && type === UNION) buffers += (dense ? 1 : 0) + (this.#message.version < VERSION_5 ? 1 : 0); // one more before V5
    for (let i = 0; i < buffers; i++) this.buffer();
    if (!dictionary) for (const child of children) this.skip(child);
  }
}

/**
 * Opens a column of nested lists of float32 or float64 (`arrowChannels` refuses others) in a record batch.
 *
 * @param fields every column of the schema.
 * @param index of the column.
 * @throws Damaged, or RangeError, where lengths and buffers do not agree.
 */
export function batchColumn(
  message: ArrowMessage,
  fields: readonly ArrowField[],
  index: number,
  rows: number,
): BatchColumn {
  const cursor = new Cursor(message);
  for (const field of fields.slice(0, index)) cursor.skip(field);
  const levels: ListLevel[] = [];
  let field = fields[index];
  let least = rows;
  while (field) {
    const { length, nulls } = cursor.node();
    if (length < least) throw new Damaged(`a column has ${length} values where ${least} are needed`);
    const valid = validity(cursor.buffer(), length, nulls);
    if (field.type === FLOAT) return { levels, valid, number: numbers(cursor.buffer(), length, field.bits) };
    const level = field.type === FIXED_SIZE_LIST ? fixedLists(field, length) : variableLists(field, length, cursor);
    levels.push({ valid, range: level.range });
    least = level.elements;
    [field] = field.children;
  }
  throw new Damaged('a list has no elements');
}

/** Which values there are: bits, none where all are there. */
function validity(bits: SharedBytes, length: number, nulls: number): (i: number) => boolean {
  if (bits.length === 0) {
    if (nulls > 0) throw new Damaged(`a column does not tell which ${nulls} of its values are not there`);
    return () => true;
  }
  requireBytes(bits, Math.ceil(length / 8));
  const bytes = bits.bytes(0, Math.ceil(length / 8));
  return (i) => (((bytes[i >> 3] as number) >> (i & 7)) & 1) === 1;
}

interface Lists {
  readonly range: ListLevel['range'];
  /** Elements that the lists need. */
  readonly elements: number;
}

function fixedLists({ listSize }: ArrowField, length: number): Lists {
  if (listSize < 0) throw new Damaged(`a list has ${listSize} elements`);
  return { range: (i) => [i * listSize, (i + 1) * listSize], elements: length * listSize };
}

function variableLists({ type }: ArrowField, length: number, cursor: Cursor): Lists {
  if (type !== LIST && type !== LARGE_LIST) throw new Damaged('a column is no list');
  const offsets = cursor.buffer();
  if (length === 0) return { range: () => [0, 0], elements: 0 };
  const width = type === LIST ? 4 : 8;
  requireBytes(offsets, (length + 1) * width);
  const at = width === 4 ? (i: number) => offsets.int32(4 * i) : (i: number) => offsets.uint64(8 * i);
  const elements = at(length);
  return {
    elements,
    range: (i) => {
      const [start, end] = [at(i), at(i + 1)];
      if (!(start >= 0 && start <= end && end <= elements)) throw new Damaged(`a list goes from ${start} to ${end}`);
      return [start, end];
    },
  };
}

function numbers(values: SharedBytes, length: number, bits: number): (i: number) => number {
  requireBytes(values, (length * bits) / 8);
  return bits === 32 ? (i) => values.float32(4 * i) : (i) => values.float64(8 * i);
}

function requireBytes(buffer: SharedBytes, bytes: number): void {
  if (buffer.length < bytes) throw new Damaged(`a column has ${buffer.length} bytes where ${bytes} are needed`);
}
