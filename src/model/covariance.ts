import { steeringVector } from './arrays.ts';
import type { Scenario } from './scenario.ts';

/**
 * Transmit covariance sum_k w_k w_k^H of a set of precoders.
 *
 * @param precoders [user][antenna][2].
 * @param antennas length of a precoder.
 * @returns Hermitian, [antennas][antennas][2].
 */
export function covarianceOf(precoders: Float64Array, antennas: number): Float64Array {
  const result = new Float64Array(2 * antennas * antennas);
  for (let start = 0; start < precoders.length; start += 2 * antennas)
    for (let i = 0; i < antennas; i++) {
      const xr = precoders[start + 2 * i] as number;
      const xi = precoders[start + 2 * i + 1] as number;
      for (let j = 0; j < antennas; j++) {
        const yr = precoders[start + 2 * j] as number;
        const yi = precoders[start + 2 * j + 1] as number;
        const at = 2 * (i * antennas + j);
        result[at] = (result[at] as number) + xr * yr + xi * yi;
        result[at + 1] = (result[at + 1] as number) + xi * yr - xr * yi;
      }
    }
  return result;
}

/**
 * Transmit covariance R_m = sum_k w_mk w_mk^H of every BS in coordinated beamforming.
 *
 * @param precoders [bs][user][antenna][2].
 * @returns [bs][N][N][2].
 */
export function covariancesCbf(scenario: Scenario, precoders: Float64Array): Float64Array {
  const { cells, txAntennas } = scenario;
  const result = new Float64Array(2 * cells * txAntennas * txAntennas);
  const each = precoders.length / cells;
  for (let m = 0; m < cells; m++) {
    const own = covarianceOf(precoders.subarray(m * each, (m + 1) * each), txAntennas);
    result.set(own, m * own.length);
  }
  return result;
}

/**
 * Diagonal blocks of the stacked covariance of coordinated multipoint: what each BS sends.
 *
 * @param covariance [J N][J N][2].
 * @returns [bs][N][N][2].
 */
export function diagonalBlocks(scenario: Scenario, covariance: Float64Array): Float64Array {
  const { cells, txAntennas } = scenario;
  const stacked = cells * txAntennas;
  const result = new Float64Array(2 * cells * txAntennas * txAntennas);
  for (let row = 0; row < stacked; row++) {
    const m = Math.floor(row / txAntennas);
    const from = 2 * (row * stacked + m * txAntennas);
    result.set(covariance.subarray(from, from + 2 * txAntennas), 2 * row * txAntennas);
  }
  return result;
}

/**
 * Transmit power tr R_m of every BS.
 *
 * @param covariances [bs][N][N][2].
 * @returns [bs], over the noise power.
 */
export function powerPerBs(scenario: Scenario, covariances: Float64Array): Float64Array {
  const { cells, txAntennas } = scenario;
  const result = new Float64Array(cells);
  for (let m = 0; m < cells; m++)
    for (let i = 0; i < txAntennas; i++) {
      const at = 2 * ((m * txAntennas + i) * txAntennas + i);
      result[m] = (result[m] as number) + (covariances[at] as number);
    }
  return result;
}

/**
 * Largest power v_mn^T R_m v_mn* that each BS m sends towards the target of another cell, n != m (36a); zero in a single
 * cell.
 *
 * @param covariances [bs][N][N][2].
 * @returns [bs].
 */
export function leakagePerBs(scenario: Scenario, covariances: Float64Array): Float64Array {
  const { cells, txAntennas, targetAngles } = scenario;
  const size = 2 * txAntennas * txAntennas;
  const result = new Float64Array(cells);
  for (let m = 0; m < cells; m++)
    for (let n = 0; n < cells; n++) {
      if (n === m) continue;
      const angle = targetAngles[m * cells + n] as number;
      const power = illumination(covariances.subarray(m * size, (m + 1) * size), txAntennas, angle);
      result[m] = Math.max(result[m] as number, power);
    }
  return result;
}

/**
 * Transmit beampattern v(angle)^T R v(angle)* of a BS.
 *
 * @param covariance [N][N][2].
 * @param angle in radians.
 */
export function illumination(covariance: Float64Array, antennas: number, angle: number): number {
  return illuminationAlong(covariance, steeringVector(antennas, angle));
}

/** v^T R v* of a steering vector v [N][2]. */
export function illuminationAlong(covariance: Float64Array, v: Float64Array): number {
  const { length } = v;
  let sum = 0;
  for (let i = 0; i < length; i += 2) {
    let re = 0;
    let im = 0;
    const row = (i / 2) * length;
    for (let j = 0; j < length; j += 2) {
      const xr = covariance[row + j] as number;
      const xi = covariance[row + j + 1] as number;
      const vr = v[j] as number;
      const vi = v[j + 1] as number;
      re += xr * vr + xi * vi;
      im += xi * vr - xr * vi;
    }
    sum += (v[i] as number) * re - (v[i + 1] as number) * im;
  }
  return sum;
}
