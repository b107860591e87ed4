import type { SinrDistribution, SummarySettings } from './distribution.ts';
import { binCount } from './grid.ts';

/** Number of draws, mean, and sum of squared differences from it. */
interface Moments {
  readonly draws: number;
  readonly mean: number;
  readonly squares: number;
}

/** Moments of two sets of draws together (Chan, Golub and LeVeque 1979). */
export function joinMoments(a: Moments, b: Moments): Moments {
  const draws = a.draws + b.draws;
  const difference = b.mean - a.mean;
  return {
    draws,
    mean: a.mean + (difference * b.draws) / draws,
    squares: a.squares + b.squares + difference * difference * ((a.draws * b.draws) / draws),
  };
}

/** Gathers the distribution of one receiver block by block, in the order of the draws. */
export class Collector {
  readonly #most: number;
  #moments: Moments | undefined;
  /** The smallest SINRs and their draws, and what came since they were found. */
  #kept: { readonly sinr: number; readonly draw: number }[] = [];
  /** Number of the kept that are the smallest, ascending. */
  #sorted = 0;
  #cut = Infinity;

  /** @param most smallest SINRs to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Only SINRs below it can still be among the smallest. */
  get cut(): number {
    return this.#cut;
  }

  /** Adds an SINR that may be among the smallest, of a draw after all those of the blocks before. Others may be added too: they change nothing. */
  add(sinr: number, draw: number): void {
    this.#kept.push({ sinr, draw });
  }

  /** Ends a block. */
  endBlock(moments: Moments): void {
    this.#moments = this.#moments ? joinMoments(this.#moments, moments) : moments;
    if (this.#kept.length - this.#sorted >= this.#most || (this.#cut === Infinity && this.#kept.length >= this.#most))
      this.#settle();
  }

  #settle(): void {
    this.#kept.sort((a, b) => a.sinr - b.sinr || a.draw - b.draw);
    this.#kept.length = Math.min(this.#kept.length, this.#most);
    this.#sorted = this.#kept.length;
    if (this.#sorted === this.#most) this.#cut = this.#kept.at(-1)?.sinr ?? -Infinity;
  }

  /**
   * @param counts [below the grid, bins, above it].
   * @param below draws below each level.
   */
  distribution(settings: SummarySettings, counts: ArrayLike<number>, below: readonly number[]): SinrDistribution {
    this.#settle();
    const bins = binCount(settings.grid) + 2;
    let [first, end] = [0, bins];
    while (first < end && counts[first] === 0) first++;
    while (end > first && counts[end - 1] === 0) end--;
    // a loop: there are thousands of bins for every design
    const between = new Float64Array(end - first);
    for (let i = first; i < end; i++) between[i - first] = counts[i] as number;
    const { draws = 0, mean = Number.NaN, squares = Number.NaN } = this.#moments ?? {};
    return {
      draws,
      grid: settings.grid,
      reference: settings.reference,
      firstBin: first - 1,
      counts: between,
      below,
      tail: Float64Array.from(this.#kept, ({ sinr }) => sinr),
      tailDraws: Float64Array.from(this.#kept, ({ draw }) => draw),
      mean,
      squares,
    };
  }
}
