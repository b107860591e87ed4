import { bandedMedian } from './statistics.ts';

/** Ratios of two RCRBs of one draw each: every draw counts where at least one of its two designs meets its claim. */
export interface RatioStatistics {
  /** Median of numerator over denominator, 0 or infinite where one of both alone has a design in half of the pairs; NaN without pairs. */
  readonly median: number;
  /** 95% confidence interval of the median by order statistics; NaN for fewer than 6 pairs. */
  readonly lower: number;
  readonly upper: number;
  /** Draws behind the median. */
  readonly pairs: number;
  /** Pairs among them where the numerator, or the denominator, alone is finite: ratios of 0 and infinity. */
  readonly onlyNumerator: number;
  readonly onlyDenominator: number;
  /** Draws where neither is finite: left out. */
  readonly neither: number;
}

/**
 * Statistics of paired ratios.
 *
 * @param draws numerator and denominator of each draw by the rule of `countedRcrb`; a draw at which one of them is not defined (NaN) is no pair.
 */
export function ratioStatistics(
  draws: readonly (readonly [numerator: number, denominator: number])[],
): RatioStatistics {
  const defined = draws.filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
  const pairs = defined.filter(([a, b]) => a < Infinity || b < Infinity);
  const ratios = pairs.map(([a, b]) => a / b).sort((a, b) => a - b);
  const { lower, upper } = bandedMedian(ratios, 'confidence');
  return {
    median: medianRatio(ratios),
    lower,
    upper,
    pairs: pairs.length,
    onlyNumerator: pairs.filter(([, b]) => b === Infinity).length,
    onlyDenominator: pairs.filter(([a]) => a === Infinity).length,
    neither: defined.length - pairs.length,
  };
}

/** The median of ascending ratios, of an even number the geometric mean of the middle two, so that the inverse ratios have the inverse median. */
function medianRatio(sorted: readonly number[]): number {
  const [a, b] = [sorted[(sorted.length - 1) >> 1] ?? Number.NaN, sorted[sorted.length >> 1] ?? Number.NaN];
  return a === b ? a : Math.sqrt(a * b);
}
