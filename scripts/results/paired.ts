import { bandedMedian } from '../../src/analysis/statistics.ts';
import { countedRcrbOf } from './rows.ts';
import type { StoredDesign } from './storedRun.ts';

/** Ratios of two RCRBs draw by draw. A draw where one of both is infinite has a ratio of 0 or infinity. */
export interface Paired {
  /** Median ratio; NaN without pairs. */
  readonly median: number;
  /** 95% confidence interval of the median by order statistics; NaN for fewer than six pairs. */
  readonly lower: number;
  readonly upper: number;
  /** Pairs behind the median: at least one of both has a design that meets its claim. */
  readonly pairs: number;
  /** Pairs among them where the first, or the second, alone has one. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Draws where neither has one: left out. */
  readonly neither: number;
}

/** Columns that name a draw of a sweep point. */
export type PairColumn = 'realization' | 'threshold_db' | 'rho' | 'tx_antennas' | 'csi_error_radius';
const ALL: readonly PairColumn[] = ['realization', 'threshold_db', 'rho', 'tx_antennas', 'csi_error_radius'];

/**
 * Compares the achieved RCRB of `first` with that of `second` over the draws that both have.
 *
 * @param by columns in which the rows of a pair agree; of each list at most one row has the same values there.
 */
export function pairedRatios(
  first: readonly StoredDesign[],
  second: readonly StoredDesign[],
  by: readonly PairColumn[] = ALL,
): Paired {
  const key = (row: StoredDesign): string => by.map((name) => row[name]).join('\n');
  const others = new Map(second.map((row) => [key(row), countedRcrbOf(row)]));
  const pairs = first.flatMap((row) => {
    const [a, b] = [countedRcrbOf(row), others.get(key(row)) ?? Number.NaN];
    return Number.isNaN(a) || Number.isNaN(b) ? [] : [{ a, b }];
  });
  const kept = pairs.filter(({ a, b }) => Number.isFinite(a) || Number.isFinite(b));
  const ratios = kept.map(({ a, b }) => a / b);
  const { lower, upper } = bandedMedian(ratios, 'confidence');
  return {
    median: medianRatio(ratios),
    lower,
    upper,
    pairs: kept.length,
    onlyFirst: kept.filter(({ b }) => b === Infinity).length,
    onlySecond: kept.filter(({ a }) => a === Infinity).length,
    neither: pairs.length - kept.length,
  };
}

/** The median of some ratios, of an even number the geometric mean of the middle two: 0 where the first alone has a design in half of the pairs. */
function medianRatio(ratios: readonly number[]): number {
  const sorted = ratios.toSorted((a, b) => a - b);
  const [a, b] = [sorted[(sorted.length - 1) >> 1] ?? Number.NaN, sorted[sorted.length >> 1] ?? Number.NaN];
  return a === b ? a : Math.sqrt(a * b);
}

/** Differences of a quantity draw by draw over the draws where both have a design that meets its claim: median, its 95% interval, number of pairs. */
export function pairedDifferences(
  first: readonly StoredDesign[],
  second: readonly StoredDesign[],
  quantity: (row: StoredDesign) => number,
): Pick<Paired, 'median' | 'lower' | 'upper' | 'pairs'> {
  const others = new Map(second.map((row) => [row.realization, row]));
  const differences = first.flatMap((row) => {
    const other = others.get(row.realization);
    return row.meets_claim && other?.meets_claim === true ? [quantity(row) - quantity(other)] : [];
  });
  const { value, lower, upper } = bandedMedian(differences, 'confidence');
  return { median: value, lower, upper, pairs: differences.length };
}
