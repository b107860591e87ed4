import { at } from '../../words/at.ts';

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

  /** Appends lists by their names; returns the address of each. */
  addEach<L extends string>(names: readonly L[], lists: Readonly<Record<L, ArrayLike<number>>>): Record<L, number> {
    return Object.fromEntries(names.map((name) => [name, this.add(lists[name])])) as Record<L, number>;
  }

  /**
   * Appends lists one after the other, and before them where each begins and ends.
   * @returns address of the lists.length + 1 starts (counted in entries of the lists, `width` words each) and of the entries.
   */
  addLists(lists: readonly (readonly number[])[], width = 1): { start: number; list: number } {
    let end = 0;
    const starts = [0, ...lists.map((list) => (end += list.length / width))];
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
