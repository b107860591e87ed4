import { invariant } from '../../errors.ts';
import { lowerTail } from './binomialTail.ts';

/** Log-odds are found within about the square of this. */
const LAST_STEP = 1e-9;
const MOST_STEPS = 100;

/**
 * Exact confidence interval for a probability from independent trials (C. Clopper and E. Pearson, Biometrika 26, 1934): every probability under which at
 * least so many hits, and at most so many, are each as likely as (1 - confidence) / 2 or more. It holds the true probability at least as often as it says.
 *
 * Both ends have a relative accuracy of 1e-12 up to 2^31 trials, however small they are.
 *
 * @param hits from 0 to `trials`.
 * @returns lower and upper end.
 */
export function clopperPearson(hits: number, trials: number, confidence = 0.95): [lower: number, upper: number] {
  invariant(
    Number.isInteger(hits) && Number.isInteger(trials) && hits >= 0 && hits <= trials && trials > 0,
    'hits are some of the trials',
  );
  invariant(confidence > 0 && confidence < 1, 'a confidence lies between 0 and 1');
  const tail = (1 - confidence) / 2;
  // at least so many hits are at most so many misses
  const lower = hits === 0 ? 0 : 1 / (1 + Math.exp(upperLogOdds(trials - hits, trials, tail)));
  const upper = hits === trials ? 1 : 1 / (1 + Math.exp(-upperLogOdds(hits, trials, tail)));
  return [lower, upper];
}

/**
 * log(p / (1 - p)) of the p under which at most `hits` of `trials` have the probability `tail`. By Newton's method: the logarithm of that probability is a
 * concave and falling function of log(p / (1 - p)), so that after the first step all points are beyond the solution and come nearer.
 *
 * @param hits less than `trials`.
 */
function upperLogOdds(hits: number, trials: number, tail: number): number {
  let odds = Math.log((hits + 1) / (trials - hits)); // where the tail is about one half
  for (let i = 0; i < MOST_STEPS; i++) {
    const p = 1 / (1 + Math.exp(-odds));
    const { log, ratio } = lowerTail(hits, trials, p, 1 / (1 + Math.exp(odds)));
    const step = ((log - Math.log(tail)) * ratio) / ((trials - hits) * p);
    odds += step;
    if (Math.abs(step) <= LAST_STEP) break;
  }
  return odds;
}
