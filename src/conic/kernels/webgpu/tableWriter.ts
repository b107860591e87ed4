/** Element i of an array whose bounds are known to hold. */
export const at = (values: ArrayLike<number>, i: number): number => values[i] as number;

/** The kernel's integer table, written piece by piece. */
export class TableWriter {
  readonly #words: number[] = [];

  /** Appends words; returns the address of the first. */
  add(words: ArrayLike<number>): number {
    const address = this.#words.length;
    for (let i = 0; i < words.length; i++) this.#words.push(at(words, i));
    return address;
  }

  /** The same at a multiple of 4, of words that a device reads four at once. */
  addAligned(words: ArrayLike<number>): number {
    while (this.#words.length % 4 !== 0) this.#words.push(0);
    return this.add(words);
  }

  /**
   * Appends lists one after the other, and before them where each begins and ends.
   * @returns address of the lists.length + 1 starts (counted in entries of the lists from `first` on) and of the entries.
   */
  addLists(lists: readonly (readonly number[])[], width = 1, first = 0): { start: number; list: number } {
    const starts = [first];
    for (const list of lists) starts.push((starts.at(-1) ?? 0) + list.length / width);
    return { start: this.add(starts), list: this.add(lists.flat()) };
  }

  finish(): Int32Array<ArrayBuffer> {
    return Int32Array.from(this.#words.length > 0 ? this.#words : [0]);
  }
}

/** Hands out addresses of a workspace. */
export class Workspace {
  #size = 0;

  take(length: number): number {
    const address = this.#size;
    this.#size += length;
    return address;
  }

  /** An address at which element `lead` is at an even place, as complex numbers are: a device reads both halves at once. */
  takeComplex(length: number, lead = 0): number {
    this.#size += (this.#size + lead) & 1;
    return this.take(length);
  }

  /** An address that is a multiple of 4: of the 32 bytes that a device reads at least, none are another vector's. */
  takeAligned(length: number): number {
    this.#size = (this.#size + 3) & ~3;
    return this.take(length);
  }

  get size(): number {
    return this.#size;
  }
}
