import { covarianceOf, covariancesCbf } from './covariance.ts';
import { echoCovariance } from './echoCovariance.ts';
import type { FisherEntries } from './fim.ts';
import { fisherCbf, fisherComp, fisherMatrix } from './fim.ts';
import type { Realization, Scenario } from './scenario.ts';

/** Cramer-Rao bounds of one BS; infinite where the covariance does not determine the parameter. */
export interface CramerRaoBounds {
  /** [F^-1]_11 in rad^2. */
  readonly theta: number;
  /** [F^-1]_22 in units of abs(gain)^2. */
  readonly gainRe: number;
  /** [F^-1]_33 in units of abs(gain)^2. */
  readonly gainIm: number;
}

/** Sensing metrics of every BS. */
export interface SensingMetrics {
  /** CRB of the own target's angle in rad^2, [bs]. */
  readonly crb: Float64Array;
  /** Its square root in radians, [bs]. */
  readonly rcrb: Float64Array;
  /** The same in degrees, [bs]. */
  readonly rcrbDeg: Float64Array;
  /** CRB of the real and of the imaginary part of the gain, [bs][2]. */
  readonly gainCrb: Float64Array;
  /** Fisher information, [bs][3][3]. */
  readonly fim: Float64Array;
}

/**
 * Diagonal of F^-1 in closed form: F is an arrow matrix. [F^-1]_11 = 1 / (2 (F11 - abs(F12)^2/F22)),
 * [F^-1]_22 = 1 / (2 (F22 - Re(F12)^2 / (F11 - Im(F12)^2/F22))), and the imaginary part alike.
 */
export function cramerRaoBounds({ f11, f12, f22 }: FisherEntries): CramerRaoBounds {
  const re = f12.re * f12.re;
  const im = f12.im * f12.im;
  return {
    theta: inverse(2 * (f11 - (re + im) / f22)),
    gainRe: inverse(2 * (f22 - re / (f11 - im / f22))),
    gainIm: inverse(2 * (f22 - im / (f11 - re / f22))),
  };
}

/**
 * Sensing metrics of coordinated beamforming.
 *
 * @param precoders [bs][user][antenna][2].
 */
export function sensingCbf(scenario: Scenario, realization: Realization, precoders: Float64Array): SensingMetrics {
  return sensingOfCovariances(scenario, realization, covariancesCbf(scenario, precoders));
}

/**
 * Sensing metrics of coordinated beamforming from transmit covariances.
 *
 * @param covariances [bs][N][N][2].
 */
export function sensingOfCovariances(
  scenario: Scenario,
  realization: Realization,
  covariances: Float64Array,
): SensingMetrics {
  const size = 2 * scenario.txAntennas ** 2;
  return collect(scenario, (bs) => {
    const echo = echoCovariance(scenario, realization, bs, covariances);
    return fisherCbf(scenario, realization, bs, covariances.subarray(bs * size, (bs + 1) * size), echo);
  });
}

/**
 * Sensing metrics of coordinated multipoint.
 *
 * @param precoders [cell * usersPerCell + user][stacked antenna][2].
 */
export function sensingComp(scenario: Scenario, realization: Realization, precoders: Float64Array): SensingMetrics {
  const covariance = covarianceOf(precoders, scenario.cells * scenario.txAntennas);
  return sensingOfStackedCovariance(scenario, realization, covariance);
}

/**
 * Sensing metrics of coordinated multipoint from the stacked transmit covariance.
 *
 * @param covariance [J N][J N][2].
 */
export function sensingOfStackedCovariance(
  scenario: Scenario,
  realization: Realization,
  covariance: Float64Array,
): SensingMetrics {
  return collect(scenario, (bs) => fisherComp(scenario, realization, bs, covariance));
}

function collect(scenario: Scenario, fisherOf: (bs: number) => FisherEntries): SensingMetrics {
  const entries = Array.from({ length: scenario.cells }, (_, bs) => fisherOf(bs));
  const bounds = entries.map(cramerRaoBounds);
  const crb = Float64Array.from(bounds, (b) => b.theta);
  const rcrb = crb.map(Math.sqrt);
  return {
    crb,
    rcrb,
    rcrbDeg: rcrb.map((x) => (x * 180) / Math.PI),
    gainCrb: Float64Array.from(bounds.flatMap((b) => [b.gainRe, b.gainIm])),
    fim: Float64Array.from(entries.flatMap((e) => [...fisherMatrix(e)])),
  };
}

/** Information that is zero, negative by rounding, or 0/0 determines nothing: an infinite bound. */
function inverse(information: number): number {
  return information > 0 ? 1 / information : Infinity;
}
