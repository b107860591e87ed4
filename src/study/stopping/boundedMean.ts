import { invariant } from '../../errors.ts';

/** A closed interval; its ends may be infinite. */
export interface Interval {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** A sequence of confidence intervals for one number: with the asked probability all of them hold at once. */
export interface ConfidenceSequence {
  readonly count: number;
  /** Takes the next observation. */
  readonly add: (value: number) => void;
  /** Estimate from the observations so far, NaN without any. */
  readonly estimate: () => number;
  /** Interval after the observations so far. */
  readonly interval: () => Interval;
}

/** Bets stay below this, as in the paper. */
const LARGEST_BET = 0.5;

/**
 * Confidence sequence for the mean of independent observations of one law on [0, 1]: the predictable plug-in empirical
 * Bernstein sequence of I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting", J. R. Stat.
 * Soc. B 86 (2024), Theorem 2:
 *
 *     sum(l_i X_i) / sum(l_i)  +-  (log(2/alpha) + sum(v_i psi(l_i))) / sum(l_i),
 *     v_i = 4 (X_i - m_(i-1))^2,  psi(l) = (-log(1 - l) - l) / 4,
 *     l_i = min(sqrt(2 log(2/alpha) / (s_(i-1)^2 i log(1 + i))), 1/2),
 *
 * with m and s^2 the running mean and variance, both begun with one observation of 1/2 and 1/4. It holds at every number of
 * observations at once with probability 1 - alpha, so that one may look after each and stop when one likes, and it
 * follows the variance: rare events get narrow intervals soon.
 *
 * @param alpha probability that some interval misses, in (0, 1).
 */
export function boundedMean(alpha: number): ConfidenceSequence {
  invariant(alpha > 0 && alpha < 1, 'alpha lies between 0 and 1');
  const logTwo = Math.log(2 / alpha);
  let [count, sum, squares] = [0, 0, 0];
  let [bets, weighted, penalty] = [0, 0, 0];
  let [mean, variance] = [0.5, 0.25];
  return {
    get count() {
      return count;
    },
    add: (value) => {
      invariant(value >= 0 && value <= 1, 'an observation lies in [0, 1]');
      count++;
      const bet = Math.min(Math.sqrt((2 * logTwo) / (variance * count * Math.log(1 + count))), LARGEST_BET);
      bets += bet;
      weighted += bet * value;
      penalty += (value - mean) ** 2 * (-Math.log1p(-bet) - bet); // v psi: the factors 4 and 1/4 cancel
      sum += value;
      mean = (0.5 + sum) / (count + 1);
      squares += (value - mean) ** 2;
      variance = (0.25 + squares) / (count + 1);
    },
    estimate: () => (count === 0 ? Number.NaN : sum / count),
    interval: () => {
      if (count === 0) return { low: 0, high: 1 };
      const [center, radius] = [weighted / bets, (logTwo + penalty) / bets];
      return { low: Math.max(0, center - radius), high: Math.min(1, center + radius) };
    },
  };
}
