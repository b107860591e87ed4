import { InputError } from '../errors.ts';
import { type Complex, innerProductAt, squaredNorm } from './complexVector.ts';
import type { CrbForm, CrbTerm } from './crbForms.ts';
import { crbFormCbf, crbFormComp } from './crbForms.ts';
import { orthogonalPart } from './orthogonalPart.ts';
import type { Realization, Scenario } from './scenario.ts';

/** Fisher information of a BS before (6), for theta in rad and the gain a. */
export interface FisherEntries {
  /** Of the angle when the gain is known. */
  readonly f11: number;
  /** Between angle and gain. */
  readonly f12: Complex;
  /** Of each part of the gain. */
  readonly f22: number;
  /** F11 - abs(F12)^2/F22: what is left of F11 when the gain is unknown; 0 where the beams do not reach the target. */
  readonly angle: number;
  /** The part of `angle` that comes from the receive array alone: all of it for a single beam. */
  readonly receive: number;
}

/**
 * Evaluates a form at the covariance R = sum_k w_k w_k^H of some beams w_k. F11 - abs(F12)^2/F22 is computed as
 * A + B norm(c - b (b^H c)/(b^H b))^2, where b_k is the value of beam k at the target and c_k the slope of the transmit array there: a sum of terms that
 * are never negative, instead of a difference that cancels where the beams carry little power at the target. With a single beam the second term is
 * 0: the receive array alone tells the angle (docs/corrections.md).
 *
 * @param beams [count][n][2] with n the length of the form's vectors.
 */
export function evaluateForm(form: CrbForm, beams: Float64Array): FisherEntries {
  const vectors = vectorCount(form);
  const size = form.vectors.length / vectors;
  const count = beams.length / size;
  const values = valuesOver(form.vectors, vectors, beams, count, size);
  const at = (i: number): Float64Array => values.subarray(2 * i * count, 2 * (i + 1) * count);
  const { receive, transmit, signal } = form.angle;
  const reached = reachedPower(beams, form.vectors, signal * size, size);
  const heard = at(signal);
  const residual = squaredNorm(heard) > reached ? squaredNorm(orthogonalPart(at(transmit.vector), heard)) : 0;
  const alone = receive.weight * squaredNorm(values, 2 * receive.vector * count, count);
  return {
    f11: sumOf(form.f11, values, count).re,
    f12: sumOf(form.f12, values, count),
    f22: sumOf(form.f22, values, count).re,
    angle: alone + (count > 1 ? transmit.weight * residual : 0),
    receive: alone,
  };
}

/** The sum of some terms, x_right^H R x_left = sum_k (x_right^H w_k) (x_left^H w_k)* each. */
function sumOf(terms: readonly CrbTerm[], values: Float64Array, count: number): Complex {
  let re = 0;
  let im = 0;
  for (const term of terms) {
    const value = innerProductAt(values, 2 * term.left * count, values, 2 * term.right * count, count);
    re += term.re * value.re - term.im * value.im;
    im += term.re * value.im + term.im * value.re;
  }
  return { re, im };
}

/** (16 N eps)^2 norm(x)^2 tr R for the vector x of `size` numbers at `from`: power at x below this is rounding and counts as 0. Antennas where x is zero, those of other BSs, do not count. */
function reachedPower(beams: Float64Array, vectors: Float64Array, from: number, size: number): number {
  let antennas = 0;
  let sent = 0;
  let power = 0;
  for (let i = 0; i < size; i += 2) {
    const xr = vectors[from + i] as number;
    const xi = vectors[from + i + 1] as number;
    power += xr * xr;
    power += xi * xi;
    if (xr === 0 && xi === 0) continue;
    antennas++;
    for (let k = i; k < beams.length; k += size) sent += (beams[k] as number) ** 2 + (beams[k + 1] as number) ** 2;
  }
  return (16 * antennas * Number.EPSILON) ** 2 * power * sent;
}

/** x^H w_k of every beam for every vector x of a form, [vectors][count][2]. */
function valuesOver(
  vectors: Float64Array,
  number: number,
  beams: Float64Array,
  count: number,
  size: number,
): Float64Array {
  const result = new Float64Array(2 * number * count);
  for (let v = 0; v < number; v++)
    for (let k = 0; k < count; k++) {
      const { re, im } = innerProductAt(vectors, v * size, beams, k * size, size / 2);
      result[2 * (v * count + k)] = re;
      result[2 * (v * count + k) + 1] = im;
    }
  return result;
}

function vectorCount({ f11, f12, f22 }: CrbForm): number {
  let last = 0;
  const raise = ({ left, right }: CrbTerm): void => void (last = Math.max(last, left, right));
  f11.forEach(raise);
  f12.forEach(raise);
  f22.forEach(raise);
  return last + 1;
}

/**
 * Fisher information of BS `bs` in coordinated beamforming, (8)-(10).
 *
 * @param beams w_k with R = sum_k w_k w_k^H the transmit covariance of this BS, [count][N][2].
 * @param echo covariance of interference and noise at its receiver, [Nrx][Nrx][2].
 * @throws InputError on beams of another length.
 */
export function fisherCbf(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  beams: Float64Array,
  echo: Float64Array,
): FisherEntries {
  requireLength(beams, scenario.txAntennas);
  return evaluateForm(crbFormCbf(scenario, realization, bs, echo), beams);
}

/**
 * Fisher information of BS `bs` in coordinated multipoint, (14)-(18).
 *
 * @param beams w_k with R = sum_k w_k w_k^H the stacked transmit covariance, [count][J N][2].
 * @throws InputError on beams of another length.
 */
export function fisherComp(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  beams: Float64Array,
): FisherEntries {
  requireLength(beams, scenario.cells * scenario.txAntennas);
  return evaluateForm(crbFormComp(scenario, realization, bs), beams);
}

/**
 * Fisher information of [theta, Re a, Im a], (6): 2 [[F11, Re F12, -Im F12], [Re F12, F22, 0], [-Im F12, 0, F22]].
 *
 * @returns row-major, [3][3].
 */
export function fisherMatrix({ f11, f12, f22 }: FisherEntries): Float64Array {
  const [re, im] = [2 * f12.re, -2 * f12.im];
  return Float64Array.of(2 * f11, re, im, re, 2 * f22, 0, im, 0, 2 * f22);
}

function requireLength(beams: Float64Array, n: number): void {
  if (beams.length % (2 * n) !== 0)
    throw new InputError(`beams: expected numbers [count][${n}][2], got ${beams.length}`);
}
