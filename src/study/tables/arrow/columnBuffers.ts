import type { CellValue, ColumnType } from '../column.ts';

/** Bytes that hold bits of Arrow columns come in blocks of this size. */
const BIT_BLOCK = 64;
const NOTHING = new Uint8Array(0);

/** Takes what a column adds to the body of a record batch, in the order of the format. */
export interface BodySink {
  readonly node: (length: number, nulls: number) => void;
  readonly buffer: (bytes: Uint8Array) => void;
}

/** The values of one column of a file; used again for the next file. */
export interface ColumnBuffer {
  readonly append: (value: CellValue) => void;
  /** Nodes and buffers of the column. */
  readonly write: (sink: BodySink) => void;
  readonly clear: () => void;
}

/** A column with its dictionary. */
export interface TextBuffer extends ColumnBuffer {
  readonly words: number;
  readonly writeDictionary: (sink: BodySink) => void;
}

/** Bits that grow. */
class Bits {
  #bytes = new Uint8Array(BIT_BLOCK);
  #length = 0;

  add(bit: boolean, count = 1): void {
    const end = this.#length + count;
    if (end > 8 * this.#bytes.length) {
      const more = new Uint8Array(2 * BIT_BLOCK * Math.ceil(end / 8 / BIT_BLOCK));
      more.set(this.#bytes);
      this.#bytes = more;
    }
    if (bit)
      for (let i = this.#length; i < end; i++) this.#bytes[i >> 3] = (this.#bytes[i >> 3] as number) | (1 << (i & 7));
    this.#length = end;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, BIT_BLOCK * Math.ceil(this.#length / 8 / BIT_BLOCK));
  }

  clear(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }
}

/** Which values there are. */
class Validity {
  readonly #bits = new Bits();
  #length = 0;
  #nulls = 0;

  add(valid: boolean, count = 1): void {
    this.#bits.add(valid, count);
    this.#length += count;
    if (!valid) this.#nulls += count;
  }

  write({ node, buffer }: BodySink): void {
    node(this.#length, this.#nulls);
    buffer(this.#nulls > 0 ? this.#bits.bytes() : NOTHING);
  }

  clear(): void {
    this.#bits.clear();
    this.#length = 0;
    this.#nulls = 0;
  }
}

type Numbers = Int32Array | Float64Array | BigInt64Array;

/** The first `length` elements of an array that grows. */
class Growing<T extends Numbers> {
  #values: T;
  length = 0;

  constructor(values: T) {
    this.#values = values;
  }

  /** Makes room for more values at the end and returns where they go. */
  extend(count: number): T {
    const end = this.length + count;
    if (end > this.#values.length) {
      const Same = this.#values.constructor as new (length: number) => T;
      const more = new Same(Math.max(end, 2 * this.#values.length));
      more.set(this.#values as never);
      this.#values = more;
    }
    this.length = end;
    return this.#values;
  }

  bytes(): Uint8Array {
    const { buffer, BYTES_PER_ELEMENT } = this.#values;
    return new Uint8Array(buffer, 0, this.length * BYTES_PER_ELEMENT);
  }
}

/** Numbers of one kind, 0 where there is none. */
function numberBuffer<T extends Numbers>(values: Growing<T>, zero: T[number]): ColumnBuffer {
  const validity = new Validity();
  return {
    append(value) {
      validity.add(value !== null);
      const at = values.length;
      values.extend(1)[at] = (value ?? zero) as never;
    },
    write(sink) {
      validity.write(sink);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      values.length = 0;
    },
  };
}

/** Lists of `size` numbers; the elements of a list that is not there count as not there. */
function listBuffer(size: number): ColumnBuffer {
  const validity = new Validity();
  const items = new Validity();
  const values = new Growing(new Float64Array(64 * size));
  return {
    append(value) {
      const valid = value !== null;
      validity.add(valid);
      items.add(valid, size);
      const at = values.length;
      const target = values.extend(size);
      if (valid) target.set(value as Float64Array, at);
      else target.fill(0, at, at + size);
    },
    write(sink) {
      validity.write(sink);
      items.write(sink);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      items.clear();
      values.length = 0;
    },
  };
}

function boolBuffer(): ColumnBuffer {
  const validity = new Validity();
  const values = new Bits();
  return {
    append(value) {
      validity.add(value !== null);
      values.add(value === true);
    },
    write(sink) {
      validity.write(sink);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      values.clear();
    },
  };
}

/** Indices into a dictionary of the different texts, in the order in which they came. */
function textBuffer(): TextBuffer {
  const indices = new Growing(new Int32Array(64));
  const column = numberBuffer(indices, 0);
  const known = new Map<string, number>();
  return {
    append(value) {
      if (value === null) return column.append(null);
      const text = value as string;
      let index = known.get(text);
      if (index === undefined) {
        index = known.size;
        known.set(text, index);
      }
      return column.append(index);
    },
    write: column.write,
    clear() {
      column.clear();
      known.clear();
    },
    get words() {
      return known.size;
    },
    writeDictionary({ node, buffer }) {
      const texts = Buffer.from([...known.keys()].join(''));
      const ends = new Int32Array(known.size + 1);
      let end = 0;
      for (const [text, i] of known) ends[i + 1] = end += Buffer.byteLength(text);
      node(known.size, 0);
      buffer(NOTHING);
      buffer(new Uint8Array(ends.buffer));
      buffer(texts);
    },
  };
}

/** An empty column of a type. */
export function columnBuffer(type: Exclude<ColumnType, 'text'>): ColumnBuffer;
export function columnBuffer(type: ColumnType): ColumnBuffer | TextBuffer;
export function columnBuffer(type: ColumnType): ColumnBuffer | TextBuffer {
  if (typeof type === 'object') return listBuffer(type.list);
  if (type === 'text') return textBuffer();
  if (type === 'bool') return boolBuffer();
  if (type === 'int32') return numberBuffer(new Growing(new Int32Array(64)), 0);
  if (type === 'int64') return numberBuffer(new Growing(new BigInt64Array(64)), 0n);
  return numberBuffer(new Growing(new Float64Array(64)), 0);
}
