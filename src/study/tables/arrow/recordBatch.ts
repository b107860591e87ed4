import { Flatbuffer } from './flatbuffer.ts';
import { ALIGNMENT, HEADER, MARK, PAIR, PREFIX, VERSION_5 } from './formatNumbers.ts';

const NO_BYTES = new DataView(new ArrayBuffer(0));

/** The parts of a record batch or dictionary, in the order of the format. */
export interface Body {
  /** Id of the dictionary; -1 of a record batch. */
  readonly dictionary: number;
  readonly rows: number;
  /** Nulls of the next column. @throws Error where its length is not the one asked for. */
  readonly nulls: (length: number) => number;
  /** The next buffer. @throws Error where it is shorter than asked for. */
  readonly buffer: (bytes: number) => DataView;
  /** @throws Error where something is left. */
  readonly end: () => void;
}

/**
 * The message of a block of the footer.
 *
 * @param messages the file up to its footer.
 * @throws Error on a message that is not whole, lies outside, or that no table has.
 */
export function openBlock(messages: Uint8Array, footer: Flatbuffer, block: number): Body {
  const [start, size, bytes] = [footer.long(block), footer.int(block + 8), footer.long(block + 16)];
  const within = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= messages.length;
  if (
    ![start, size, bytes].every(within) ||
    start % ALIGNMENT !== 0 ||
    size % ALIGNMENT !== 0 ||
    size < PREFIX + 8 ||
    start + size + bytes > messages.length
  )
    throw new Error('a message lies outside of the file');
  const view = new DataView(messages.buffer, messages.byteOffset + start, PREFIX);
  if (view.getInt32(0, true) !== MARK || view.getInt32(4, true) !== size - PREFIX)
    throw new Error('a message without its mark');
  const flat = new Flatbuffer(messages.subarray(start + PREFIX, start + size));
  const message = flat.root([0, 1, 2, 3]);
  const kind = flat.byte(flat.field(message, 1));
  if (flat.short(flat.field(message, 0)) !== VERSION_5 || flat.long(flat.field(message, 3)) !== bytes)
    throw new Error('a message that its block does not describe');
  if (kind === HEADER.recordBatch) return openBatch(flat, flat.field(message, 2), -1, messages, start + size, bytes);
  if (kind !== HEADER.dictionaryBatch) throw new Error('a message that no table has');
  const dictionary = flat.table(flat.field(message, 2), [0, 1]);
  const id = flat.long(flat.field(dictionary, 0));
  if (!(id >= 0)) throw new Error(`dictionary ${id}`);
  return openBatch(flat, flat.field(dictionary, 1), id, messages, start + size, bytes);
}

function openBatch(
  flat: Flatbuffer,
  place: number,
  dictionary: number,
  messages: Uint8Array,
  start: number,
  bytes: number,
): Body {
  const batch = flat.table(place, [0, 1, 2]); // compressed buffers would be a field 3
  const nodes = flat.elements(flat.field(batch, 1), PAIR).values();
  const buffers = flat.elements(flat.field(batch, 2), PAIR).values();
  const next = (places: Iterator<number>): number => {
    const { done, value } = places.next();
    if (done === true) throw new Error('the message does not describe every column');
    return value;
  };
  return {
    dictionary,
    rows: flat.long(flat.field(batch, 0)),
    nulls(length) {
      const at = next(nodes);
      const [own, nulls] = [flat.long(at), flat.long(at + 8)];
      if (own !== length || !(nulls >= 0 && nulls <= length))
        throw new Error(`a column of ${own} values, ${nulls} null`);
      return nulls;
    },
    buffer(least) {
      const at = next(buffers);
      const [offset, length] = [flat.long(at), flat.long(at + 8)];
      if (!(offset >= 0 && offset % ALIGNMENT === 0 && length >= least && offset + length <= bytes))
        throw new Error('a column that is not whole');
      if (length === 0) return NO_BYTES;
      return new DataView(messages.buffer, messages.byteOffset + start + offset, length);
    },
    end() {
      if (nodes.next().done !== true || buffers.next().done !== true)
        throw new Error('the message describes more than the columns');
    },
  };
}

/** The texts of a dictionary. */
export function readTexts({ dictionary, rows, nulls, buffer, end }: Body): string[] {
  if (dictionary < 0) throw new Error('a record batch in the place of a dictionary');
  if (nulls(rows) > 0) throw new Error('a dictionary with nulls');
  buffer(0);
  const ends = buffer(4 * (rows + 1));
  const at = (i: number): number => ends.getInt32(4 * i, true);
  const texts = buffer(at(rows));
  end();
  return Array.from({ length: rows }, (_, i) => {
    const [from, to] = [at(i), at(i + 1)];
    if (!(from >= 0 && from <= to && to <= texts.byteLength)) throw new Error('texts that overlap');
    return Buffer.from(texts.buffer, texts.byteOffset + from, to - from).toString();
  });
}
