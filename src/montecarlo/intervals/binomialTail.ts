/** Terms below this part of their sum add nothing to it. */
const NEGLIGIBLE = 1e-17;

/** P(X <= k) of a binomial number. */
export interface LowerTail {
  /** Its logarithm. */
  readonly log: number;
  /** P(X <= k) / P(X = k), at least 1. */
  readonly ratio: number;
}

/**
 * P(X <= hits) of X ~ Bin(trials, p), for hits up to about the mean: P(X = hits) times a sum of positive terms, each the one before times the ratio of
 * neighbouring probabilities. Beyond the mean the terms would grow first.
 *
 * @param q 1 - p, which is not to be computed from p where p is near 1.
 */
export function lowerTail(hits: number, trials: number, p: number, q: number): LowerTail {
  let [term, ratio] = [1, 1];
  for (let k = hits; k > 0 && term > NEGLIGIBLE * ratio; k--) {
    term *= (k * q) / ((trials - k + 1) * p);
    ratio += term;
  }
  return { log: logProbability(hits, trials, p, q) + Math.log(ratio), ratio };
}

/**
 * log P(X = k) from the deviance (C. Loader, "Fast and accurate computation of binomial probabilities", 2000): no large numbers cancel, as they do between
 * the logarithms of three factorials.
 */
function logProbability(k: number, n: number, p: number, q: number): number {
  const rest = n - k;
  const beyond = p < 0.5 ? n * p - k : rest - n * q;
  const deviance = (k > 0 ? -k * Math.log1p(beyond / k) : 0) - (rest > 0 ? rest * Math.log1p(-beyond / rest) : 0);
  if (k === 0 || rest === 0) return -deviance;
  const mode = stirlingError(n) - stirlingError(k) - stirlingError(rest);
  return mode - deviance - Math.log((2 * Math.PI * k * rest) / n) / 2;
}

/** Below this number factorials are computed as they are. */
const SMALL = 16;

/** log n! less Stirling's approximation (n + 1/2) log n - n + log(2 pi) / 2, for n >= 1. */
function stirlingError(n: number): number {
  if (n < SMALL) {
    let factorial = 1;
    for (let i = 2; i <= n; i++) factorial *= i;
    return Math.log(factorial) - (n + 0.5) * Math.log(n) + n - Math.log(2 * Math.PI) / 2;
  }
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n;
}
