import { InputError } from '../../errors.ts';

/** One view of Node 20 covers 4 GiB; the bytes may be more. */
const SEGMENT = 2 ** 30;
/** Bytes of the widest number: a view reaches so far into the next segment. */
const WIDEST = 8;

/**
 * Bytes that the threads of a process share. A clone of one that was sent to another thread has its fields and not its methods: make a new
 * one of them.
 *
 * @throws RangeError from every method on a place outside the bytes.
 */
export class SharedBytes {
  readonly buffer: SharedArrayBuffer;
  /** First byte in the buffer. */
  readonly start: number;
  /** Bytes. */
  readonly length: number;
  readonly #views: readonly DataView[];

  constructor({ buffer, start, length }: Pick<SharedBytes, 'buffer' | 'start' | 'length'>) {
    this.buffer = buffer;
    this.start = start;
    this.length = length;
    this.#views = Array.from({ length: Math.ceil(length / SEGMENT) }, (_, i) => {
      const at = i * SEGMENT;
      return new DataView(buffer, start + at, Math.min(SEGMENT + WIDEST, length - at));
    });
  }

  /**
   * New bytes, all 0.
   *
   * @param file names what they are for in the error.
   * @throws InputError when there is no memory for them.
   */
  static allocate(length: number, file: string): SharedBytes {
    let buffer: SharedArrayBuffer;
    try {
      buffer = new SharedArrayBuffer(length);
    } catch {
      throw new InputError(`${file}: expected memory for ${length} bytes of channels, got none`);
    }
    return new SharedBytes({ buffer, start: 0, length });
  }

  /** Some of the bytes, shared. */
  part(at: number, length: number): SharedBytes {
    this.#require(at, length);
    return new SharedBytes({ buffer: this.buffer, start: this.start + at, length });
  }

  /** Some of the bytes, below 4 GiB, shared. */
  bytes(at: number, length: number): Uint8Array {
    this.#require(at, length);
    return new Uint8Array(this.buffer, this.start + at, length);
  }

  /** All the bytes in pieces of at most `size`, shared. */
  *pieces(size: number): Generator<Uint8Array> {
    for (let at = 0; at < this.length; at += size) yield this.bytes(at, Math.min(size, this.length - at));
  }

  uint16(at: number): number {
    return this.#view(at).getUint16(at % SEGMENT, true);
  }

  int32(at: number): number {
    return this.#view(at).getInt32(at % SEGMENT, true);
  }

  uint32(at: number): number {
    return this.#view(at).getUint32(at % SEGMENT, true);
  }

  /** Beyond 2^53 rounded to a multiple of 2. */
  uint64(at: number): number {
    return Number(this.#view(at).getBigUint64(at % SEGMENT, true));
  }

  float32(at: number, little = true): number {
    return this.#view(at).getFloat32(at % SEGMENT, little);
  }

  float64(at: number, little = true): number {
    return this.#view(at).getFloat64(at % SEGMENT, little);
  }

  #view(at: number): DataView {
    const view = this.#views[Math.floor(at / SEGMENT)];
    if (!view) throw new RangeError(`byte ${at} is outside of ${this.length} bytes`);
    return view;
  }

  #require(at: number, length: number): void {
    if (!(at >= 0 && length >= 0 && at + length <= this.length))
      throw new RangeError(`bytes ${at} to ${at + length} are outside of ${this.length} bytes`);
  }
}
