import { InputError } from '../errors.ts';
import type { Complex } from './complexVector.ts';
import { innerProduct, squaredNorm } from './complexVector.ts';
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
  const size = form.vectors.length / vectorCount(form);
  const count = beams.length / size;
  const vector = (i: number): Float64Array => form.vectors.subarray(i * size, (i + 1) * size);
  const values = Array.from({ length: vectorCount(form) }, (_, i) => valuesOver(beams, vector(i), count));
  const at = (i: number): Float64Array => values[i] ?? new Float64Array(0);
  const sum = (terms: readonly CrbTerm[]): Complex => {
    let re = 0;
    let im = 0;
    for (const term of terms) {
      // x_right^H R x_left = sum_k (x_right^H w_k) (x_left^H w_k)*
      const value = innerProduct(at(term.left), at(term.right));
      re += term.re * value.re - term.im * value.im;
      im += term.re * value.im + term.im * value.re;
    }
    return { re, im };
  };
  const { receive, transmit, signal } = form.angle;
  const reached = reachedPower(beams, vector(signal));
  const residual = squaredNorm(at(signal)) > reached ? squaredNorm(orthogonalPart(at(transmit.vector), at(signal))) : 0;
  const alone = receive.weight * squaredNorm(at(receive.vector));
  return {
    f11: sum(form.f11).re,
    f12: sum(form.f12),
    f22: sum(form.f22).re,
    angle: alone + (count > 1 ? transmit.weight * residual : 0),
    receive: alone,
  };
}

/** (16 N eps)^2 norm(x)^2 tr R: power at x below this is rounding and counts as 0. Antennas where x is zero, those of other BSs, do not count. */
function reachedPower(beams: Float64Array, x: Float64Array): number {
  let antennas = 0;
  let sent = 0;
  for (let i = 0; i < x.length; i += 2) {
    if (x[i] === 0 && x[i + 1] === 0) continue;
    antennas++;
    for (let k = i; k < beams.length; k += x.length) sent += (beams[k] as number) ** 2 + (beams[k + 1] as number) ** 2;
  }
  return (16 * antennas * Number.EPSILON) ** 2 * squaredNorm(x) * sent;
}

/** x^H w_k of every beam, [count][2]. */
function valuesOver(beams: Float64Array, x: Float64Array, count: number): Float64Array {
  const result = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    const { re, im } = innerProduct(x, beams.subarray(k * x.length, (k + 1) * x.length));
    result[2 * k] = re;
    result[2 * k + 1] = im;
  }
  return result;
}

function vectorCount({ f11, f12, f22 }: CrbForm): number {
  let last = 0;
  for (const terms of [f11, f12, f22]) for (const { left, right } of terms) last = Math.max(last, left, right);
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
