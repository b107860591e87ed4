import { invariant } from '../../errors.ts';
import type { ConfidenceSequence } from './boundedMean.ts';

/** Alternatives of the mixture: success probabilities p (1 - 2^(-k/2)), down to a distance of 2^-10 p. */
const ALTERNATIVES = 21;

/**
 * Confidence sequence for the quantile Q(p) = inf {x: P(X <= x) >= p} of independent observations of one law. The law may
 * be anything: unbounded, with atoms, even with mass at infinity, which is why metrics without natural bounds (an RCRB in
 * degrees) are best stopped by a quantile.
 *
 * Of t observations the number S of those at most Q(p) is a sum of indicators of mean at least p. For any theta < p,
 * (theta/p)^S ((1-theta)/(1-p))^(t-S) is then a nonnegative supermartingale, and so is any mixture of them over theta. By
 * Ville's inequality a mixture reaches 2/alpha at some t with probability at most alpha/2; where it does, S would be too
 * small. The smallest S that is not too small gives the lower end as an order statistic. The upper end
 * comes in the same way from the number of observations below Q(p), whose mean is at most p. Mixture over a geometric grid
 * with weights 1/(k(k+1)), as for the law of the iterated logarithm: H. Robbins, Ann. Math. Stat. 41 (1970); S. R. Howard,
 * A. Ramdas, J. McAuliffe and J. Sekhon, Ann. Stat. 49 (2021); for quantiles S. R. Howard and A. Ramdas, Bernoulli 28 (2022).
 *
 * @param probability p in (0, 1).
 * @param alpha probability that some interval misses, in (0, 1).
 */
export function quantile(probability: number, alpha: number): ConfidenceSequence {
  invariant(probability > 0 && probability < 1 && alpha > 0 && alpha < 1, 'probabilities lie between 0 and 1');
  const sorted: number[] = [];
  return {
    get count() {
      return sorted.length;
    },
    add: (value) => {
      invariant(!Number.isNaN(value), 'an observation is a number or infinite');
      sorted.splice(place(sorted, value), 0, value);
    },
    estimate: () => sorted[Math.max(0, Math.ceil(probability * sorted.length) - 1)] ?? Number.NaN,
    interval: () => {
      const t = sorted.length;
      const low = fewestSuccesses(t, probability, alpha / 2);
      // at most Q(p): those below fail no more often than 1 - p allows
      const high = t - fewestSuccesses(t, 1 - probability, alpha / 2);
      return { low: sorted[low - 1] ?? -Infinity, high: sorted[high] ?? Infinity };
    },
  };
}

/** Index before which a value is to be inserted. */
function place(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Smallest number of successes in t trials of success probability p or more that the mixture leaves possible: with
 * probability 1 - alpha there are never fewer at any t.
 */
export function fewestSuccesses(t: number, p: number, alpha: number): number {
  let [low, high] = [0, t]; // the mixture falls as successes grow, and t successes are always possible
  while (low < high) {
    const middle = (low + high) >> 1;
    if (logMixture(middle, t, p) >= -Math.log(alpha)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Logarithm of the mixture of likelihood ratios against smaller success probabilities. */
function logMixture(successes: number, t: number, p: number): number {
  const terms: number[] = [];
  for (let k = 1; k <= ALTERNATIVES; k++) {
    const fall = 2 ** (-(k - 1) / 2); // theta = p (1 - fall), the first one 0
    const weight = k === ALTERNATIVES ? 1 / k : 1 / (k * (k + 1)); // they sum to 1
    const success = successes === 0 ? 0 : successes * Math.log1p(-fall);
    terms.push(Math.log(weight) + success + (t - successes) * Math.log1p((fall * p) / (1 - p)));
  }
  const largest = Math.max(...terms);
  return largest === -Infinity ? -Infinity : largest + Math.log(terms.reduce((s, x) => s + Math.exp(x - largest), 0));
}
