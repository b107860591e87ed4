import { invariant } from '../../errors.ts';
import { lowerTail } from './binomialTail.ts';

/** Which of the values in ascending order, counted from 1, are a quantile and the ends of its confidence interval. */
export interface QuantileRanks {
  /** 0: there is no value so small, the interval has no lower end. */
  readonly lower: number;
  readonly rank: number;
  /** One more than there are values: the interval has no upper end. */
  readonly upper: number;
}

/**
 * Ranks of the quantile Q(level) = inf {x: P(X <= x) >= level} of independent values of one law, whatever the law is. Of n values those up to Q are a
 * binomial number of at least Bin(n, level), and those below Q one of at most that: each end misses Q with a probability of (1 - confidence) / 2 or less
 * (for example H. David and H. Nagaraja, Order Statistics, 2003, section 7.1).
 */
export function quantileRanks(draws: number, level: number, confidence = 0.95): QuantileRanks {
  invariant(Number.isInteger(draws) && draws > 0, 'a quantile is one of values');
  invariant(level > 0 && level < 1 && confidence > 0 && confidence < 1, 'probabilities lie between 0 and 1');
  const tail = Math.log((1 - confidence) / 2);
  let rank = Math.max(1, Math.ceil(level * draws));
  if ((rank - 1) / draws >= level) rank--; // the product was rounded up
  return {
    lower: 1 + mostRare(draws, level, 1 - level, tail),
    rank,
    upper: draws - mostRare(draws, 1 - level, level, tail),
  };
}

/** Largest number of hits whose lower tail is no larger than `tail`, a logarithm; -1 without any. */
function mostRare(trials: number, p: number, q: number, tail: number): number {
  let [rare, common] = [-1, Math.ceil(trials * p)]; // up to the median and more are at least one half
  while (common - rare > 1) {
    const middle = Math.floor((rare + common) / 2);
    if (lowerTail(middle, trials, p, q).log <= tail) rare = middle;
    else common = middle;
  }
  return rare;
}
