import { beamsOf } from './beamsOf.ts';
import type { Transmission } from './constructiveInterference.ts';
import { covariancesCbf } from './covariance.ts';
import { covarianceInformation } from './covarianceInformation.ts';
import { echoCovariance } from './echoCovariance.ts';
import type { FisherEntries } from './fim.ts';
import { fisherCbf, fisherComp, fisherMatrix } from './fim.ts';
import type { Realization, Scenario } from './scenario.ts';
import type { Cooperation } from './sinr.ts';

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
  /** CRB of the real and of the imaginary part of the gain, in the unit of abs(gain)^2, [bs][2]. */
  readonly gainCrb: Float64Array;
  /** The same over abs(a_mm)^2 of the own reflection gain, [bs][2]: 0.01 is a standard deviation of a tenth of its modulus. */
  readonly amplitudeCrb: Float64Array;
  /**
   * CRB of the own target's angle in rad^2 by the full Fisher information of the Gaussian model, [bs]: with what the covariance of interference and noise tells of the angle, which
   * `crb` leaves out as the paper does. In CoMP, where that covariance is noise, the same as `crb`.
   */
  readonly crbFull: Float64Array;
  /** Fisher information, [bs][3][3]. */
  readonly fim: Float64Array;
}

/**
 * Diagonal of F^-1 in closed form: F is an arrow matrix. With I = F11 - abs(F12)^2/F22 the information that is left on the angle,
 * [F^-1]_11 = 1/(2 I), [F^-1]_22 = 1/(2 F22) + Re(F12)^2/(2 I F22^2), and [F^-1]_33 alike with Im(F12): sums that do not cancel.
 */
export function cramerRaoBounds({ f12, f22, angle }: FisherEntries): CramerRaoBounds {
  const gain = (coupling: number): number => {
    const alone = inverse(2 * f22);
    if (coupling === 0 || alone === Infinity) return alone;
    return alone + ((coupling / f22) ** 2 * inverse(angle)) / 2;
  };
  return { theta: inverse(2 * angle), gainRe: gain(f12.re), gainIm: gain(f12.im) };
}

/**
 * True where every BS can estimate its angle: an RCRB of 90 degrees or more says that the beams tell nothing about it.
 *
 * @param crb of the angle of every BS, rad^2.
 */
export function isEstimable(crb: Float64Array): boolean {
  return crb.every((x) => Math.sqrt(x) < Math.PI / 2);
}

/**
 * Sensing metrics of coordinated beamforming.
 *
 * @param precoders [bs][user][antenna][2].
 */
export function sensingCbf(scenario: Scenario, realization: Realization, precoders: Float64Array): SensingMetrics {
  return sensingOfBeams(scenario, realization, 'cbf', precoders);
}

/**
 * Sensing metrics of coordinated multipoint.
 *
 * @param precoders [cell * usersPerCell + user][stacked antenna][2].
 */
export function sensingComp(scenario: Scenario, realization: Realization, precoders: Float64Array): SensingMetrics {
  return sensingOfBeams(scenario, realization, 'comp', precoders);
}

/** Sensing metrics of a symbol-level transmission, whose beams are the columns of X / sqrt(L). */
export function sensingOfTransmission(
  scenario: Scenario,
  realization: Realization,
  { cooperation, vectors }: Pick<Transmission, 'cooperation' | 'vectors'>,
): SensingMetrics {
  const scale = 1 / Math.sqrt(scenario.frameLength);
  return sensingOfBeams(
    scenario,
    realization,
    cooperation,
    vectors.map((x) => scale * x),
  );
}

/**
 * Sensing metrics of coordinated beamforming from transmit covariances, as relaxations have them.
 *
 * @param covariances [bs][N][N][2].
 * @param oneBeam true where every covariance stands for one beam, whatever its rank: the receive array alone then tells the angle. Default false.
 * @param echoes the covariances of interference and noise that they cause at every BS, where they are known.
 */
export function sensingOfCovariances(
  scenario: Scenario,
  realization: Realization,
  covariances: Float64Array,
  oneBeam = false,
  echoes?: readonly Float64Array[],
): SensingMetrics {
  const beams = beamsOf(covariances, scenario.txAntennas);
  return sensingOfStations(scenario, realization, beams, covariances, oneBeam, echoes);
}

/**
 * Sensing metrics of coordinated multipoint from the stacked transmit covariance.
 *
 * @param covariance [J N][J N][2].
 * @param oneBeam as in `sensingOfCovariances`.
 */
export function sensingOfStackedCovariance(
  scenario: Scenario,
  realization: Realization,
  covariance: Float64Array,
  oneBeam = false,
): SensingMetrics {
  const beams = beamsOf(covariance, scenario.cells * scenario.txAntennas);
  return sensingOfBeams(scenario, realization, 'comp', beams, oneBeam);
}

/** @param beams CBF: of every BS, [bs][count][N][2]; CoMP [count][J N][2]. */
function sensingOfBeams(
  scenario: Scenario,
  realization: Realization,
  cooperation: Cooperation,
  beams: Float64Array,
  oneBeam = false,
): SensingMetrics {
  if (cooperation === 'comp')
    return collect(scenario, realization, (bs) => [seen(fisherComp(scenario, realization, bs, beams), oneBeam), 0]);
  return sensingOfStations(scenario, realization, beams, covariancesCbf(scenario, beams), oneBeam);
}

/**
 * Sensing metrics of coordinated beamforming.
 *
 * @param beams [bs][count][N][2].
 * @param covariances those of the beams, [bs][N][N][2].
 */
function sensingOfStations(
  scenario: Scenario,
  realization: Realization,
  beams: Float64Array,
  covariances: Float64Array,
  oneBeam: boolean,
  echoes?: readonly Float64Array[],
): SensingMetrics {
  const each = beams.length / scenario.cells;
  return collect(scenario, realization, (bs) => {
    const echo = echoes?.[bs] ?? echoCovariance(scenario, realization, bs, covariances);
    const entries = fisherCbf(scenario, realization, bs, beams.subarray(bs * each, (bs + 1) * each), echo);
    return [seen(entries, oneBeam), covarianceInformation(scenario, bs, echo)];
  });
}

/** What counts of the information on the angle: that of the receive array alone where there is one beam. */
function seen(entries: FisherEntries, oneBeam: boolean): FisherEntries {
  return oneBeam ? { ...entries, angle: entries.receive } : entries;
}

/** @param fisherOf the entries of a BS, and what its covariance of interference and noise adds to F11. */
function collect(
  { cells }: Scenario,
  { reflectionGain }: Realization,
  fisherOf: (bs: number) => readonly [FisherEntries, number],
): SensingMetrics {
  const [crb, rcrb, rcrbDeg] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  const [gainCrb, amplitudeCrb, crbFull] = [2, 2, 1].map((n) => new Float64Array(n * cells)) as Triple;
  const fim = new Float64Array(9 * cells);
  for (let bs = 0; bs < cells; bs++) {
    const [entries, ofCovariance] = fisherOf(bs);
    const { theta, gainRe, gainIm } = cramerRaoBounds(entries);
    const root = Math.sqrt(theta);
    crb[bs] = theta;
    rcrb[bs] = root;
    rcrbDeg[bs] = (root * 180) / Math.PI;
    gainCrb[2 * bs] = gainRe;
    gainCrb[2 * bs + 1] = gainIm;
    const power = ownReflection(reflectionGain, bs, cells);
    amplitudeCrb[2 * bs] = gainRe / power;
    amplitudeCrb[2 * bs + 1] = gainIm / power;
    crbFull[bs] = inverse(2 * (entries.angle + ofCovariance));
    fim.set(fisherMatrix(entries), 9 * bs);
  }
  return { crb, rcrb, rcrbDeg, gainCrb, amplitudeCrb, crbFull, fim };
}

type Triple = [Float64Array, Float64Array, Float64Array];

/** abs(a_mm)^2 of the path from BS `bs` to its own target and back. */
export function ownReflection(reflectionGain: Float64Array, bs: number, cells: number): number {
  const at = 2 * (bs * cells + bs);
  return (reflectionGain[at] as number) ** 2 + (reflectionGain[at + 1] as number) ** 2;
}

/** Information that is zero, negative by rounding, or 0/0 determines nothing: an infinite bound. */
function inverse(information: number): number {
  return information > 0 ? 1 / information : Infinity;
}
