import { magnitudeUnit } from '../../linalg/magnitudeUnit.ts';
import type { CentredForm } from './centredForm.ts';
import { ExactSum } from './exactSum.ts';

/** Weights below this part of the largest are none: their poles lie beyond everything. */
const NO_WEIGHT = 1e-60;
/** A term is written around its mean where |t lambda| is below this, and as it stands elsewhere. */
const CENTRED = 0.5;

/**
 * Cumulant function of Q - c in a unit near its spread, K(t) = log E exp(t (Q - c)) = t excess + sum_i [t^2 a_i^2 / (1 - t lambda_i) - log(1 - t lambda_i)],
 * for complex t. Where t lambda_i is large, t excess and t^2 a_i^2 / (1 - t lambda_i) cancel: there the term is written t shift_i / (1 - t lambda_i), and the
 * excess leaves its shift out. Both are the same number; with small errors around a large mean only the first has digits, far in a bounded tail only the second.
 */
export class Cumulant {
  /** lambda_i by growing modulus. */
  readonly weights: Float64Array;
  /** a_i^2. */
  readonly squares: Float64Array;
  readonly shifts: Float64Array;
  /** Place k: the excess less the shifts of the terms from k on, [terms + 1]. */
  readonly excess: Float64Array;
  /** E (Q - c). */
  readonly mean: number;
  /** Square root of the variance of Q, of the order of 1. */
  readonly spread: number;
  /** The largest value of Q - c, Infinity where there is none. */
  readonly highest: number;

  /**
   * @param form with at least one weight or slope that is not zero.
   * @param sign -1 for the negative of the form.
   */
  constructor(form: CentredForm, sign: 1 | -1) {
    const unit = Math.max(...[form.weights, form.slopes].filter((x) => x.some((y) => y !== 0)).map(magnitudeUnit));
    const order = Array.from(form.weights, (weight, i) => ({ i, size: Math.abs(weight) }));
    const count = order.length;
    order.sort((x, y) => x.size - y.size);
    this.weights = new Float64Array(count);
    this.squares = new Float64Array(count);
    this.shifts = new Float64Array(count);
    this.excess = new Float64Array(count + 1);
    const excess = new ExactSum((sign * form.constant.high) / unit);
    excess.add((sign * form.constant.low) / unit);
    this.excess[0] = excess.value();
    let [variance, trace, bounded] = [0, 0, true];
    order.forEach(({ i, size }, k) => {
      const kept = size > NO_WEIGHT * unit;
      const weight = kept ? (sign * (form.weights[i] as number)) / unit : 0;
      const slope = (form.slopes[i] as number) / unit;
      this.weights[k] = weight;
      this.squares[k] = slope * slope;
      this.shifts[k] = (sign * (form.shifts[i] as number)) / unit;
      excess.add(this.shifts[k], (sign * (form.shiftErrors[i] as number)) / unit);
      this.excess[k + 1] = excess.value();
      variance += weight * weight + 2 * slope * slope;
      trace += weight;
      if (kept ? weight > 0 : slope * slope > 0) bounded = false;
    });
    this.mean = excess.value() + trace;
    this.spread = Math.sqrt(variance);
    // terms without weight, which come first, keep their shifts
    this.highest = bounded ? (this.excess[this.centredAt(Infinity)] as number) : Infinity;
  }

  /** The number of terms that are written around their mean where t has modulus `size`. */
  centredAt(size: number): number {
    let k = 0;
    while (k < this.weights.length && !(Math.abs(this.weights[k] as number) * size >= CENTRED)) k++;
    return k;
  }

  /** The largest weight: K exists on the real line below its inverse. */
  largestWeight(): number {
    return this.weights.reduce((largest, weight) => Math.max(largest, weight), 0);
  }
}
