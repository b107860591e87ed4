import { steeringDerivative, steeringVector } from './arrays.ts';
import { conjugate, innerProduct, squaredNorm } from './complexVector.ts';
import { hermitianSolver } from '../linalg/hermitianSolve.ts';
import { perRealization } from './perRealization.ts';
import type { Realization, Scenario } from './scenario.ts';

/** (re + j im) x_right^H R x_left, with x the vectors of a `CrbForm`. */
export interface CrbTerm {
  readonly left: number;
  readonly right: number;
  readonly re: number;
  readonly im: number;
}

/** The power weight * sum_k abs(x^H w_k)^2 over the beams w_k, with x one of the vectors of a `CrbForm`. */
export interface BeamPower {
  /** Index of x. */
  readonly vector: number;
  readonly weight: number;
}

/**
 * The information on the angle that is left when the gain is unknown, F11 - abs(F12)^2/F22, as a sum of two terms that are never
 * negative: `receive` from the slope of the receive array, and `transmit` from the slope of the transmit array. Of the values of `transmit` over
 * the beams only the part counts that is orthogonal to the values of `signal`.
 */
export interface AngleInformation {
  readonly receive: BeamPower;
  readonly transmit: BeamPower;
  /** Index of the vector x whose values x^H w_k are what the beams send to the target of this BS: conj(v), or conj(b3). */
  readonly signal: number;
}

/**
 * The entries of a BS's Fisher information as affine functions of the transmit covariance R: F11 and F22 are the real
 * part of the sum of their terms, F12 is the complex sum.
 */
export interface CrbForm {
  /** CBF: conj(v), conj(vdot), [2][N][2]. CoMP: conj(b1), conj(b2), conj(b3), [3][J N][2]. */
  readonly vectors: Float64Array;
  readonly angle: AngleInformation;
  readonly f11: readonly CrbTerm[];
  readonly f12: readonly CrbTerm[];
  readonly f22: readonly CrbTerm[];
}

/**
 * Fisher information of BS `bs` in coordinated beamforming, (8)-(10), as a form in its covariance R_bs [N][N][2]. With
 * p = conj(v), q = conj(vdot), D = adot p^H + a q^H, g = a_mm and C the echo covariance:
 * F11 = L abs(g)^2 tr(D R D^H C^-1), F12 = L conj(g) tr(a p^H R D^H C^-1), F22 = L (a^H C^-1 a) p^H R p.
 *
 * @param echoCovariance C of this BS, [Nrx][Nrx][2], Hermitian positive definite; must not be changed, because the form of an array is kept.
 * @throws InputError when C is not positive definite or of another size.
 */
export function crbFormCbf(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  echoCovariance: Float64Array,
): CrbForm {
  const forms = perRealization(realization, scenario, `forms ${bs}`, () => new WeakMap<Float64Array, CrbForm>());
  let form = forms.get(echoCovariance);
  if (!form) {
    form = formOfStation(scenario, realization, bs, echoCovariance);
    forms.set(echoCovariance, form);
  }
  return form;
}

function formOfStation(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  echoCovariance: Float64Array,
): CrbForm {
  const { cells, frameLength } = scenario;
  const own = bs * cells + bs;
  const { a, adot, vectors } = perRealization(realization, scenario, `steering ${bs}`, () =>
    ownSteering(scenario, own),
  );
  const solve = hermitianSolver(echoCovariance, a.length / 2);
  const solved = solve(a);
  const aa = innerProduct(a, solved).re;
  const derivativeA = innerProduct(adot, solved);
  const derivatives = innerProduct(adot, solve(adot)).re;
  const gr = realization.reflectionGain[2 * own] as number;
  const gi = realization.reflectionGain[2 * own + 1] as number;
  const power = frameLength * (gr * gr + gi * gi);
  return {
    vectors,
    angle: {
      // the part of adot that is orthogonal to a where C weighs the antennas; all of it for centred arrays and C = sr2 I + q a a^H
      receive: { vector: 0, weight: power * (derivatives - (derivativeA.re ** 2 + derivativeA.im ** 2) / aa) },
      transmit: { vector: 1, weight: power * aa },
      signal: 0,
    },
    f11: [
      { left: 0, right: 0, re: power * derivatives, im: 0 },
      { left: 1, right: 1, re: power * aa, im: 0 },
      // the two mixed terms are conjugate to each other: twice the real part of (a^H C^-1 adot) p^H R q
      { left: 1, right: 0, re: 2 * power * derivativeA.re, im: -2 * power * derivativeA.im },
    ],
    f12: [
      {
        left: 0,
        right: 0,
        re: frameLength * (gr * derivativeA.re + gi * derivativeA.im),
        im: frameLength * (gr * derivativeA.im - gi * derivativeA.re),
      },
      { left: 1, right: 0, re: frameLength * gr * aa, im: -frameLength * gi * aa },
    ],
    f22: [{ left: 0, right: 0, re: frameLength * aa, im: 0 }],
  };
}

/** a, its derivative, and conj(v), conj(vdot) of a path. */
function ownSteering(
  { txAntennas, rxAntennas, targetAngles }: Scenario,
  path: number,
): { a: Float64Array; adot: Float64Array; vectors: Float64Array } {
  const angle = targetAngles[path] as number;
  const vectors = new Float64Array(4 * txAntennas);
  vectors.set(conjugate(steeringVector(txAntennas, angle)), 0);
  vectors.set(conjugate(steeringDerivative(txAntennas, angle)), 2 * txAntennas);
  return { a: steeringVector(rxAntennas, angle), adot: steeringDerivative(rxAntennas, angle), vectors };
}

/**
 * Fisher information of BS `bs` in coordinated multipoint, (14)-(18), as a form in the stacked covariance R
 * [J N][J N][2]. Terms with adot^H a are left out: it is zero for centred arrays.
 * F11 = (L/sr2)(norm(adot)^2 b2^T R b2* + norm(a)^2 b1^T R b1*), F12 = (L/sr2) norm(a)^2 b3^T R b1*,
 * F22 = (L/sr2) norm(a)^2 b3^T R b3*.
 */
export function crbFormComp(scenario: Scenario, realization: Realization, bs: number): CrbForm {
  return perRealization(realization, scenario, `form ${bs}`, () => stackedForm(scenario, realization, bs));
}

function stackedForm(scenario: Scenario, realization: Realization, bs: number): CrbForm {
  const { cells, rxAntennas, frameLength, noisePower } = scenario;
  const angle = scenario.targetAngles[bs * cells + bs] as number;
  const scale = frameLength / noisePower;
  const aa = scale * squaredNorm(steeringVector(rxAntennas, angle));
  const derivatives = scale * squaredNorm(steeringDerivative(rxAntennas, angle));
  return {
    vectors: conjugate(stackedSteering(scenario, realization, bs)),
    angle: { receive: { vector: 1, weight: derivatives }, transmit: { vector: 0, weight: aa }, signal: 2 },
    f11: [
      { left: 1, right: 1, re: derivatives, im: 0 },
      { left: 0, right: 0, re: aa, im: 0 },
    ],
    f12: [{ left: 0, right: 2, re: aa, im: 0 }],
    f22: [{ left: 2, right: 2, re: aa, im: 0 }],
  };
}

/**
 * b1 = a_mm [0;..;vdot_mm;..;0], b2 = sum_n a_nm [v(th_nm) in block n], b3 = [0;..;v_mm;..;0] of CoMP, (14)-(18), for
 * m = `bs`.
 *
 * @returns [3][J N][2].
 */
function stackedSteering(scenario: Scenario, realization: Realization, bs: number): Float64Array {
  const { cells, txAntennas } = scenario;
  const block = 2 * txAntennas;
  const result = new Float64Array(3 * cells * block);
  for (let n = 0; n < cells; n++) {
    const path = n * cells + bs;
    const angle = scenario.targetAngles[path] as number;
    const gr = realization.reflectionGain[2 * path] as number;
    const gi = realization.reflectionGain[2 * path + 1] as number;
    const v = steeringVector(txAntennas, angle);
    result.set(scaled(v, gr, gi), (cells + n) * block);
    if (n !== bs) continue;
    result.set(scaled(steeringDerivative(txAntennas, angle), gr, gi), n * block);
    result.set(v, (2 * cells + n) * block);
  }
  return result;
}

function scaled(x: Float64Array, re: number, im: number): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const xr = x[i] as number;
    const xi = x[i + 1] as number;
    result[i] = re * xr - im * xi;
    result[i + 1] = re * xi + im * xr;
  }
  return result;
}

/** Vector i of a form, [n][2]. */
export function vectorOf(form: CrbForm, i: number, n: number): Float64Array {
  return form.vectors.subarray(2 * n * i, 2 * n * (i + 1));
}

/** Trace of the coefficient matrix of sum Re(weight x_right^H R x_left). @param n length of the vectors. */
export function traceOf(form: CrbForm, terms: readonly CrbTerm[], n: number): number {
  let sum = 0;
  for (const t of terms) {
    const { re, im } = innerProduct(vectorOf(form, t.right, n), vectorOf(form, t.left, n));
    sum += t.re * re - t.im * im;
  }
  return sum;
}
