import { InputError } from '../errors.ts';
import type { Complex } from './complexVector.ts';
import { sesquilinear } from './complexVector.ts';
import type { CrbForm, CrbTerm } from './crbForms.ts';
import { crbFormCbf, crbFormComp } from './crbForms.ts';
import type { Realization, Scenario } from './scenario.ts';

/** Entries of a BS's Fisher information before (6): F11 of the angle, F22 of the gain, F12 between them. */
export interface FisherEntries {
  readonly f11: number;
  readonly f12: Complex;
  readonly f22: number;
}

/**
 * Evaluates a form at a covariance.
 *
 * @param covariance [n][n][2] with n the length of the form's vectors.
 */
export function evaluateForm(form: CrbForm, covariance: Float64Array): FisherEntries {
  const length = 2 * Math.sqrt(covariance.length / 2);
  const vector = (i: number): Float64Array => form.vectors.subarray(i * length, (i + 1) * length);
  const sum = (terms: readonly CrbTerm[]): Complex => {
    let re = 0;
    let im = 0;
    for (const term of terms) {
      const value = sesquilinear(covariance, vector(term.left), vector(term.right));
      re += term.re * value.re - term.im * value.im;
      im += term.re * value.im + term.im * value.re;
    }
    return { re, im };
  };
  return { f11: sum(form.f11).re, f12: sum(form.f12), f22: sum(form.f22).re };
}

/**
 * Fisher information of BS `bs` in coordinated beamforming, (8)-(10).
 *
 * @param covariance transmit covariance of this BS, [N][N][2].
 * @param echo covariance of interference and noise at its receiver, [Nrx][Nrx][2].
 */
export function fisherCbf(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  covariance: Float64Array,
  echo: Float64Array,
): FisherEntries {
  requireSize(covariance, scenario.txAntennas);
  return evaluateForm(crbFormCbf(scenario, realization, bs, echo), covariance);
}

/**
 * Fisher information of BS `bs` in coordinated multipoint, (14)-(18).
 *
 * @param covariance stacked transmit covariance, [J N][J N][2].
 */
export function fisherComp(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  covariance: Float64Array,
): FisherEntries {
  requireSize(covariance, scenario.cells * scenario.txAntennas);
  return evaluateForm(crbFormComp(scenario, realization, bs), covariance);
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

function requireSize(covariance: Float64Array, n: number): void {
  if (covariance.length !== 2 * n * n)
    throw new InputError(`covariance: expected ${2 * n * n} numbers [${n}][${n}][2], got ${covariance.length}`);
}
