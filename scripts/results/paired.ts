import { type RatioStatistics, ratioStatistics } from '../../src/analysis/ratioStatistics.ts';
import { bandedMedian } from '../../src/analysis/statistics.ts';
import { countedRcrbOf } from './rows.ts';
import type { StoredDesign } from './storedRun.ts';

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
): RatioStatistics {
  const key = (row: StoredDesign): string => by.map((name) => row[name]).join('\n');
  const others = new Map(second.map((row) => [key(row), countedRcrbOf(row)]));
  return ratioStatistics(first.map((row) => [countedRcrbOf(row), others.get(key(row)) ?? Number.NaN]));
}

/** Median of differences with its 95% interval, and the draws behind it. */
export type PairedDifference = Pick<RatioStatistics, 'median' | 'lower' | 'upper' | 'pairs'>;

/** Differences of a quantity draw by draw over the draws where both have a design that meets its claim: median, its 95% interval, number of pairs. */
export function pairedDifferences(
  first: readonly StoredDesign[],
  second: readonly StoredDesign[],
  quantity: (row: StoredDesign) => number,
): PairedDifference {
  const others = new Map(second.map((row) => [row.realization, row]));
  const differences = first.flatMap((row) => {
    const other = others.get(row.realization);
    return row.meets_claim && other?.meets_claim === true ? [quantity(row) - quantity(other)] : [];
  });
  const { value, lower, upper } = bandedMedian(differences, 'confidence');
  return { median: value, lower, upper, pairs: differences.length };
}
