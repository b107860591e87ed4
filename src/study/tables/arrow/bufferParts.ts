import type { CellValue } from '../column.ts';

/** Bytes that hold bits of Arrow columns come in blocks of this size. */
const BIT_BLOCK = 64;
/** A buffer that is not needed. */
export const NOTHING = new Uint8Array(0);

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

/** Bits that grow. */
export class Bits {
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
export class Validity {
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

export type Numbers = Int32Array | Float64Array | BigInt64Array;

/** The first `length` elements of an array that grows. */
export class Growing<T extends Numbers> {
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
