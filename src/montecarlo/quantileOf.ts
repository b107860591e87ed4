import type { SinrDistribution } from './distribution.ts';
import { binCount, binStart } from './grid.ts';
import { type QuantileRanks, quantileRanks } from './intervals/quantileRanks.ts';

/** A quantile of SINRs with its distribution-free interval of 95%, in dB. */
export interface SinrQuantile {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Quantile of a distribution of SINRs, with an interval that holds that of their law at least 95% of the time. Ranks among the smallest SINRs that are kept
 * are exact. Of others the bin alone is known, and that they are no smaller than those: the lower end of the interval is then the lower end of the bin (or
 * the largest SINR that is kept, where that is higher), the upper end the upper end of the bin, and the value is in the middle between the two. An SINR of 0,
 * and an end that the draws are too few for, is -Infinity or Infinity, and so is the middle and the upper end of the open bin above the grid. The open bin below it reaches from the largest SINR that is kept to the lower
 * end of the grid.
 */
export function quantileOf(distribution: SinrDistribution, level: number): SinrQuantile {
  const { lower, rank, upper } = ranksOf(distribution.draws, level);
  const value = placeOf(distribution, rank);
  return {
    value: (value.from + value.to) / 2,
    lower: lower === 0 ? -Infinity : placeOf(distribution, lower).from,
    upper: upper > distribution.draws ? Infinity : placeOf(distribution, upper).to,
  };
}

/** Where the SINR of a rank from 1 on lies, dB. */
function placeOf({ tail, grid, reference, firstBin, counts }: SinrDistribution, rank: number): Place {
  const decibels = (x: number): number => 10 * Math.log10(x);
  const exact = tail[rank - 1];
  if (exact !== undefined) return { from: decibels(exact), to: decibels(exact) };
  let [at, sum] = [0, counts[0] ?? 0];
  while (sum < rank && at < counts.length - 1) sum += counts[++at] as number;
  const bin = firstBin + at;
  const largest = decibels(tail.at(-1) ?? 0);
  const offset = decibels(reference);
  const end = bin === binCount(grid) ? Infinity : offset + binStart(grid, bin + 1);
  // an SINR at the end of a bin may have been rounded into it
  return { from: Math.max(offset + binStart(grid, bin), largest), to: Math.max(end, largest) };
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Ranks that were asked for, by number of draws and level: all designs of a study ask for the same ones. */
const known = new Map<string, QuantileRanks>();
const MOST_KNOWN = 1024;

function ranksOf(draws: number, level: number): QuantileRanks {
  const key = `${draws} ${level}`;
  let ranks = known.get(key);
  if (!ranks) {
    if (known.size >= MOST_KNOWN) known.clear();
    ranks = quantileRanks(draws, level);
    known.set(key, ranks);
  }
  return ranks;
}
