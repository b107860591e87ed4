import { InputError } from '../errors.ts';
import { steeringVector } from './arrays.ts';
import { illuminationAlong } from './covariance.ts';
import type { Realization, Scenario } from './scenario.ts';
import { targetSteering } from './targetSteering.ts';

/**
 * Covariance of interference and noise at the sensing receiver of BS `bs` in coordinated beamforming, (8)-(11):
 * C_m = cL sum_{n != m} G_nm R_n G_nm^H + sr2 I with G_nm = a_nm a(th_mm) v(th_nm)^T, where cL is 1 for `single`
 * snapshots and the frame length for `frame`.
 *
 * @param covariances transmit covariances of all BSs, [bs][N][N][2].
 * @returns Hermitian positive definite, [Nrx][Nrx][2].
 */
export function echoCovariance(
  scenario: Scenario,
  realization: Realization,
  bs: number,
  covariances: Float64Array,
): Float64Array {
  const { cells, txAntennas } = scenario;
  const size = 2 * txAntennas * txAntennas;
  if (covariances.length !== cells * size)
    throw new InputError(
      `covariances: expected ${cells * size} numbers [bs][antenna][antenna][2], got ${covariances.length}`,
    );
  let power = 0;
  for (let n = 0; n < cells; n++) {
    if (n === bs) continue;
    const path = n * cells + bs;
    const emitted = covariances.subarray(n * size, (n + 1) * size);
    power += pathEcho(scenario, realization, path) * illuminationAlong(emitted, targetSteering(scenario, path));
  }
  return covarianceOfEchoes(scenario, bs, power);
}

/** Power at a sensing receiver per power that a BS sends towards the target of another cell: cL abs(a)^2 of the path, n * cells + m. */
export function pathEcho(
  { interferenceSnapshots, frameLength }: Scenario,
  { reflectionGain }: Realization,
  path: number,
): number {
  const gain = Math.hypot(reflectionGain[2 * path] as number, reflectionGain[2 * path + 1] as number);
  return (interferenceSnapshots === 'frame' ? frameLength : 1) * gain * gain;
}

/** q of C = sr2 I + q a a^H: the power of the echoes at each antenna. */
export function echoPower({ rxAntennas: n, noisePower }: Scenario, covariance: Float64Array): number {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += covariance[2 * i * (n + 1)] as number;
  return Math.max(0, trace / n - noisePower);
}

/** C = sr2 I + q a a^H of BS `bs` for the power q of the echoes: every interfering echo arrives from the BS's own target. */
export function covarianceOfEchoes(scenario: Scenario, bs: number, power: number): Float64Array {
  const { cells, rxAntennas, noisePower, targetAngles } = scenario;
  const a = steeringVector(rxAntennas, targetAngles[bs * cells + bs] as number);
  const result = scaledIdentity(rxAntennas, noisePower);
  for (let i = 0; i < rxAntennas; i++)
    for (let j = 0; j < rxAntennas; j++) {
      const xr = a[2 * i] as number;
      const xi = a[2 * i + 1] as number;
      const yr = a[2 * j] as number;
      const yi = a[2 * j + 1] as number;
      const at = 2 * (i * rxAntennas + j);
      result[at] = (result[at] as number) + power * (xr * yr + xi * yi);
      result[at + 1] = (result[at + 1] as number) + power * (xi * yr - xr * yi);
    }
  return result;
}

const noises = new WeakMap<Scenario, Float64Array>();

/**
 * C = sr2 I of a receiver that no other BS disturbs: the start of the alternation, and CoMP.
 *
 * @returns the same array for a scenario each time: it must not be changed.
 */
export function noiseCovariance(scenario: Scenario): Float64Array {
  let noise = noises.get(scenario);
  if (!noise) {
    noise = scaledIdentity(scenario.rxAntennas, scenario.noisePower);
    noises.set(scenario, noise);
  }
  return noise;
}

function scaledIdentity(n: number, scale: number): Float64Array {
  const result = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) result[2 * (i * n + i)] = scale;
  return result;
}
