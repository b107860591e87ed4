import type { SinrDistribution } from '../montecarlo/distribution.ts';
import { binCount, binStart, type SinrGrid } from '../montecarlo/grid.ts';

/** Exact SINRs that a pool holds when it is in order; it grows to twice as many before. */
const MOST_EXACT = 32_768;

/** Values in ascending order, -Infinity and Infinity among them, by their rank. */
export interface RankedValues {
  /** Number of values. */
  readonly draws: number;
  /** Values of -Infinity. */
  readonly missing: number;
  /** The values of some ranks, which ascend from 1 to `draws`. */
  readonly atRanks: (ranks: readonly number[]) => number[];
}

/**
 * SINRs of many designs under CSI errors together, in dB over the threshold of each: every draw of every design is a value. Up to the least of their
 * largest kept SINRs the values are exact. Above, they are spread evenly over their bin, so that each is off by less than the width of a bin and the
 * numbers of values below the ends of bins are exact.
 */
export class PooledSinr implements RankedValues {
  readonly #grid: SinrGrid;
  #draws = 0;
  #missing = 0;
  #below = 0;
  /** Values that are exact, those up to the cut for good. */
  #exact: number[] = [];
  #cut = Infinity;
  /** The other values by bin, from bin `#first` on. */
  #counts = new Float64Array(0);
  #first = 0;

  constructor(grid: SinrGrid) {
    this.#grid = grid;
  }

  get draws(): number {
    return this.#draws;
  }

  get missing(): number {
    return this.#missing;
  }

  /** Values below the thresholds of their designs, within 1e-6 dB of them; missing ones are. */
  get below(): number {
    return this.#below;
  }

  /** Adds the draws of a design. */
  add({ draws, reference, firstBin, counts, below, tail }: SinrDistribution): void {
    this.#draws += draws;
    this.#below += below[0] ?? 0;
    const over = 10 * Math.log10(reference);
    for (const sinr of tail) {
      const x = 10 * Math.log10(sinr) - over;
      if (sinr === 0) this.#missing++;
      else if (x <= this.#cut) this.#exact.push(x);
      else this.#bin(x);
    }
    if (tail.length < draws) this.#cut = Math.min(this.#cut, 10 * Math.log10(tail.at(-1) ?? 0) - over);
    this.#reach(firstBin, firstBin + counts.length);
    // the kept values are the smallest: they fill the first bins
    let kept = tail.length;
    counts.forEach((count, i) => {
      const own = Math.min(kept, count);
      kept -= own;
      this.#count(firstBin + i, count - own);
    });
    if (this.#exact.length > 2 * MOST_EXACT) this.#settle();
  }

  /** Adds draws with an SINR of 0, or of designs that have none. */
  addMissing(draws: number): void {
    this.#draws += draws;
    this.#missing += draws;
    this.#below += draws;
  }

  /** Adds draws that lie above any bin. */
  addAbove(draws: number): void {
    this.#draws += draws;
  }

  atRanks(ranks: readonly number[]): number[] {
    this.#settle();
    let [bin, before] = [0, this.#missing + this.#exact.length];
    return ranks.map((rank) => {
      if (rank <= this.#missing) return -Infinity;
      if (rank <= this.#missing + this.#exact.length) return this.#exact[rank - this.#missing - 1] as number;
      while (bin < this.#counts.length && before + (this.#counts[bin] as number) < rank)
        before += this.#counts[bin++] as number;
      return this.#within(this.#first + bin, (rank - before) / (this.#counts[bin] ?? 1));
    });
  }

  /** Value at a share of the values of a bin, of which none is below the cut. */
  #within(bin: number, share: number): number {
    if (bin >= Math.min(binCount(this.#grid), this.#first + this.#counts.length)) return Infinity;
    const end = binStart(this.#grid, bin + 1);
    const start = Math.min(end, Math.max(binStart(this.#grid, bin), this.#cut));
    return start === -Infinity ? end : start + share * (end - start);
  }

  /** Sorts the exact values and counts those above the cut in their bins. */
  #settle(): void {
    const sorted = Float64Array.from(this.#exact).sort();
    if (sorted.length > MOST_EXACT) this.#cut = Math.min(this.#cut, sorted[MOST_EXACT - 1] as number);
    const above = sorted.findIndex((x) => x > this.#cut);
    this.#exact = [...(above < 0 ? sorted : sorted.subarray(0, above))];
    if (above < 0) return;
    for (const x of sorted.subarray(above)) this.#bin(x);
  }

  /** Counts a value in its bin. */
  #bin(x: number): void {
    const { fromDb, stepDb } = this.#grid;
    const bin = Math.min(binCount(this.#grid), Math.max(-1, Math.floor((x - fromDb) / stepDb)));
    this.#reach(bin, bin + 1);
    this.#count(bin, 1);
  }

  #count(bin: number, draws: number): void {
    const place = bin - this.#first;
    this.#counts[place] = (this.#counts[place] as number) + draws;
  }

  /** Makes room for some bins. */
  #reach(from: number, end: number): void {
    const own = this.#counts.length;
    const first = own === 0 ? from : Math.min(this.#first, from);
    const last = own === 0 ? end : Math.max(this.#first + own, end);
    if (first === this.#first && last - first === own) return;
    const counts = new Float64Array(last - first);
    counts.set(this.#counts, own === 0 ? 0 : this.#first - first);
    [this.#first, this.#counts] = [first, counts];
  }
}

/** Values of a list without NaN. */
export class ListedValues implements RankedValues {
  readonly #sorted: Float64Array;
  readonly missing: number;

  constructor(values: readonly number[]) {
    this.#sorted = Float64Array.from(values).sort();
    this.missing = values.filter((x) => x === -Infinity).length;
  }

  get draws(): number {
    return this.#sorted.length;
  }

  atRanks(ranks: readonly number[]): number[] {
    return ranks.map((rank) => this.#sorted[rank - 1] as number);
  }
}
