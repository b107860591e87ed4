import { median } from '../model/median.ts';

/** A value with the band around it; NaN ends where there is no band. */
export interface Banded {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** What a band shows: the 95% confidence interval of the median, the middle half of the draws, or nothing. */
export type BandKind = 'confidence' | 'quartiles' | 'none';

/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan); NaN of an empty list.
 *
 * @param sorted ascending.
 * @param p in [0, 1].
 */
export function quantile(sorted: readonly number[], p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const [a, b] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  // nothing lies between -Infinity and a number
  return a === b || position === below || a === -Infinity ? a : a + (position - below) * (b - a);
}

/**
 * Rank r (from 1) such that the interval from the r-th smallest to the r-th largest of n values holds the median of their
 * distribution with a probability of at least 95%, whatever the distribution: 1 - 2 P(Binomial(n, 1/2) < r). 0 where n < 6.
 */
export function medianIntervalRank(n: number): number {
  let [term, sum, rank] = [2 ** -n, 0, 0];
  for (let k = 0; k < n; k++) {
    sum += term;
    if (2 * sum > 0.05) break;
    rank = k + 1;
    term *= (n - k) / (k + 1);
  }
  // beyond 1000 values 2^-n underflows: the normal approximation is then exact to a rank
  return n <= 1000 ? rank : Math.max(1, Math.floor(n / 2 - 0.98 * Math.sqrt(n)));
}

/** Median with its band. */
export function bandedMedian(values: readonly number[], band: BandKind): Banded {
  const sorted = values.toSorted((a, b) => a - b);
  const value = median(sorted);
  if (band === 'quartiles') return { value, lower: quantile(sorted, 0.25), upper: quantile(sorted, 0.75) };
  const rank = band === 'confidence' ? medianIntervalRank(sorted.length) : 0;
  if (rank === 0) return { value, lower: Number.NaN, upper: Number.NaN };
  return { value, lower: sorted[rank - 1] as number, upper: sorted[sorted.length - rank] as number };
}

/** Ranks from 1 to n: all, or `most` of them at equal distances, the first and last among them. */
export function evenRanks(n: number, most = 100): number[] {
  const count = Math.min(n, most);
  return Array.from({ length: count }, (_, i) => (count === 1 ? n : Math.round((i * (n - 1)) / (count - 1)) + 1));
}

/** Ranks from 1 to n at equal ratios, at most `most` of them, the first and last among them: steps between them are equal on a logarithmic axis. */
export function decadeRanks(n: number, most = 240): number[] {
  if (n === 0) return [];
  const ranks = Array.from({ length: most }, (_, i) => Math.round(n ** (i / (most - 1))));
  return [...new Set([...ranks, n])];
}

/**
 * Steps of the empirical distribution function: x ascending, share of all `total` values at or below it. Up to `most` steps;
 * above that the values at equal distances of rank, the first and last among them.
 *
 * @param total values counted in the share; more than there are leaves the function below 1.
 */
export function distributionSteps(
  values: readonly number[],
  total: number = values.length,
  most = 100,
): { x: number; share: number }[] {
  const sorted = values.toSorted((a, b) => a - b);
  return evenRanks(sorted.length, most).map((rank) => ({ x: sorted[rank - 1] as number, share: rank / total }));
}

/**
 * The steps as a curve: up from 0 at the smallest value. Values of -Infinity have no place on an axis: the curve then begins at
 * their share.
 */
export function distributionCurve(
  values: readonly number[],
  total: number = values.length,
): { x: number; share: number }[] {
  const steps = distributionSteps(values, total);
  const [first] = steps;
  const start = first && Number.isFinite(first.x) ? [{ x: first.x, share: 0 }] : [];
  return [...start, ...steps.filter(({ x }) => Number.isFinite(x))];
}

/** Smallest number of a list of any length; Infinity of an empty one. */
export function smallest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** Largest number of a list of any length; -Infinity of an empty one. */
export function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
