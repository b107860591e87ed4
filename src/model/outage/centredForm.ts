import { ExactSum, productError } from './exactSum.ts';

/**
 * The real random number Q - c = sum_i (lambda_i |z_i|^2 + 2 a_i Re z_i) + excess, z_i independent CN(0, 1): an indefinite Hermitian form of a Gaussian
 * vector around its value at the mean. A term with a weight is lambda_i |z_i + a_i / lambda_i|^2 less its shift a_i^2 / lambda_i.
 */
export interface CentredForm {
  /** lambda_i, of either sign or zero. */
  readonly weights: Float64Array;
  /** a_i >= 0; of a term without weight too, which is a Gaussian number. */
  readonly slopes: Float64Array;
  /** a_i^2 / lambda_i; 0 without weight. */
  readonly shifts: Float64Array;
  /** What the shifts lose to rounding, where that is known. */
  readonly shiftErrors: Float64Array;
  /** The excess less all shifts: where all weights have one sign, the end of the values of Q - c. */
  readonly constant: ExactSum;
}

/**
 * sum_i lambda_i |z_i + b_i|^2 - c: a_i = |lambda_i b_i|, the shifts lambda_i |b_i|^2 are the form at the mean, and the constant is -c.
 *
 * @param offsets |b_i|^2.
 */
export function centredForm(weights: Float64Array, offsets: Float64Array, point: number): CentredForm {
  const slopes = weights.map((weight, i) => Math.abs(weight) * Math.sqrt(offsets[i] as number));
  const shifts = weights.map((weight, i) => weight * (offsets[i] as number));
  const shiftErrors = weights.map((weight, i) => productError(weight, offsets[i] as number, shifts[i] as number));
  return { weights, slopes, shifts, shiftErrors, constant: new ExactSum(-point) };
}

/** The form at the mean less c. */
export function excessOf({ shifts, shiftErrors, constant }: CentredForm): number {
  const excess = new ExactSum(constant.high);
  excess.add(constant.low);
  shifts.forEach((shift, i) => excess.add(shift, shiftErrors[i]));
  return excess.value();
}
