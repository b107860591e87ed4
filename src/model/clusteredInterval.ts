/** Decisions of a Monte Carlo simulation by cluster. A cluster is a frame, whose decisions share one CSI error. */
export interface ClusterTally {
  /** F, clusters with `size` (L) decisions each. */
  readonly clusters: number;
  readonly size: number;
  /** Wrong decisions in all. */
  readonly wrong: number;
  /** Sum over the clusters of the square of their wrong decisions. */
  readonly squares: number;
  /** Clusters with at least one wrong decision. */
  readonly withWrong: number;
  /** Clusters with at least one right decision. */
  readonly withRight: number;
}

/** Two-sided 95% quantile of the normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Interval of 95% for an error rate that is estimated from F frames of L decisions. The frames are independent, the decisions
 * within one need not be. It is the interval of Wilson (1927), as Brown, Cai and DasGupta (2001) recommend, for the effective
 * number of decisions of Korn and Graubard (1998),
 *
 *     n_eff = (F L / deff) (z / t)^2,    deff = max(1, v F L / (p (1 - p))),
 *
 * where p is the estimate, v its variance from the spread between the frames (deff is Kish's design effect), and z and t are the
 * quantiles of the normal law and of Student's with F - 1 degrees of freedom.
 *
 * Few frames with an error tell little about whether errors come alone or in bursts, and none tells nothing. The formula
 * therefore takes (m deff + L) / (m + 1) for deff, where m counts the frames with an error (or those with a right decision, where
 * they are fewer). It starts from a whole frame that fails at once, deff = L, and forgets this as errors are seen. Without any error
 * n_eff is below F, so that the upper limit holds however errors come.
 *
 * @returns lower and upper end.
 */
export function clusteredInterval(tally: ClusterTally): [number, number] {
  const { clusters, size, wrong, squares, withWrong, withRight } = tally;
  const rate = wrong / (clusters * size);
  if (clusters === 1) return wilson(rate, 1);
  const n = clusters * size;
  const between = (squares - wrong ** 2 / clusters) / ((clusters - 1) * clusters * size ** 2);
  const seen = Math.min(withWrong, withRight);
  const effect = seen === 0 ? 0 : Math.max(1, (between * n) / (rate * (1 - rate)));
  const averaged = (seen * effect + size) / (seen + 1);
  const effective = (n / averaged) * (Z95 / studentQuantile(clusters - 1)) ** 2;
  return wilson(rate * effective, effective);
}

/**
 * Interval of 95% for the mean error rate over all designs that could have been drawn: the interval of Korn and Graubard as in
 * `clusteredInterval`, with the designs in place of the frames and their own deff. The spread of the rates over the designs
 * contains the Monte Carlo error of each. Like every interval for a mean from few values it is too short where a few large values
 * make the mean.
 *
 * @param rates error rate of each design, all from the same number of decisions.
 * @param decisions in all.
 * @returns NaN, NaN for fewer than two designs, and where no design has an error: there is no spread to estimate from.
 */
export function designInterval(rates: readonly number[], decisions: number): [number, number] {
  const designs = rates.length;
  const rate = rates.reduce((a, b) => a + b, 0) / designs;
  if (designs < 2 || !(rate > 0)) return [Number.NaN, Number.NaN];
  const between = rates.reduce((sum, r) => sum + (r - rate) ** 2, 0) / (designs * (designs - 1));
  const binomial = rate * (1 - rate);
  const effect = Math.max(1, (between * decisions) / binomial || 1);
  const effective = (decisions / effect) * (Z95 / studentQuantile(designs - 1)) ** 2;
  return wilson(rate * effective, effective);
}

/**
 * Student's interval of 95% for the mean of a law on [0, 1] from values that are known exactly, cut to [0, 1].
 *
 * @returns NaN, NaN for fewer than two values.
 */
export function meanInterval(values: readonly number[]): [number, number] {
  const count = values.length;
  if (count < 2) return [Number.NaN, Number.NaN];
  const mean = values.reduce((a, b) => a + b, 0) / count;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1);
  const half = studentQuantile(count - 1) * Math.sqrt(variance / count);
  return [Math.max(0, mean - half), Math.min(1, mean + half)];
}

/** Wilson score interval of 95% for `hits` of `trials`, neither of them necessarily an integer. */
export function wilson(hits: number, trials: number): [number, number] {
  const z2 = Z95 * Z95;
  const p = hits / trials;
  const centre = (p + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * Two-sided 95% quantile of Student's distribution: exact for one and two degrees of freedom, beyond them by the expansion of
 * Abramowitz and Stegun (26.7.5), within 0.13% of the quantile.
 */
function studentQuantile(degrees: number): number {
  if (degrees === 1) return Math.tan(0.475 * Math.PI);
  if (degrees === 2) return 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2));
  const z = Z95;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, i) => sum + term / degrees ** (i + 1), z);
}
