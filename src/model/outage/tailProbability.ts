import { invariant } from '../../errors.ts';
import { type CentredForm, excessOf } from './centredForm.ts';
import { contourIntegral } from './contourIntegral.ts';
import { Cumulant } from './cumulant.ts';
import { saddlePoint } from './saddlePoint.ts';

/** Two contours must agree to this, relative; the finer one is better by orders. */
const AGREEMENT = 1e-8;
/** Halvings of all segments before giving up. */
const MOST_HALVINGS = 6;
/** A value this many spreads from the mean has a probability below exp(-800): that is below exp(1 - mean / (2 spread)), by t = 1 / (2 spread). */
const FAR = 1602;
/** Logarithm below which a double holds no probability. */
const LEAST = -746;
/** Within this part of the spread of the largest value the probability, which is below that, is taken as 0. */
const EDGE = 1e-60;
/** Weights and slopes below this part of the form at the mean move it by nothing. */
const NO_SPREAD = 1e-250;

/**
 * P(Q < c) and P(Q >= c): the smaller one by its contour integral, the other as its complement.
 *
 * @param form its weights and slopes are finite; where all are nothing next to the shifts, Q is its mean.
 */
export function bothTails(form: CentredForm): { below: number; above: number } {
  const excess = excessOf(form);
  const spread = largest(form.weights, largest(form.slopes, 0));
  if (!(spread > NO_SPREAD * largest(form.shifts, Math.abs(excess))))
    return excess < 0 ? { below: 1, above: 0 } : { below: 0, above: 1 };
  const upper = new Cumulant(form, 1);
  if (upper.mean < 0) {
    const above = tailProbability(upper);
    return { below: 1 - above, above };
  }
  const below = tailProbability(new Cumulant(form, -1));
  return { below, above: 1 - below };
}

function largest(numbers: Float64Array, atLeast: number): number {
  return numbers.reduce((most, x) => Math.max(most, Math.abs(x)), atLeast);
}

/**
 * P(Q > c) as 1 / (2 pi i) times the integral of exp(K(t)) / t over a line on the right of 0, K the cumulant function of Q - c: the contour goes through the
 * saddle point, whose value is taken out as a logarithm. Segments are halved until two contours agree.
 *
 * @throws Error where they do not.
 */
function tailProbability(cumulant: Cumulant): number {
  if (cumulant.highest <= EDGE || Math.abs(cumulant.mean) > FAR * cumulant.spread) return 0;
  const saddle = saddlePoint(cumulant);
  // P(Q > c) <= exp(K(t)) for every t > 0 (Chernoff)
  if (saddle === null || saddle.value + Math.log(saddle.at) < LEAST) return 0;
  let coarse = NaN;
  let fine = contourIntegral(cumulant, saddle, 1);
  for (let halving = 1; halving <= MOST_HALVINGS && !(Math.abs(fine - coarse) <= AGREEMENT * fine); halving++) {
    coarse = fine;
    fine = contourIntegral(cumulant, saddle, 2 ** -halving);
  }
  const { weights, squares, mean } = cumulant;
  invariant(
    Math.abs(fine - coarse) <= AGREEMENT * fine,
    `no two contours agree: weights ${weights.join(' ')}, squared slopes ${squares.join(' ')}, mean ${mean}`,
  );
  return Math.min(1, (Math.exp(saddle.value) * fine) / Math.PI);
}
