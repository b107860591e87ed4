import { bilinear, squaredNorm } from './complexVector.ts';
import type { Scenario } from './scenario.ts';
import type { Cooperation } from './sinr.ts';
import { targetSteering } from './targetSteering.ts';

/**
 * Transmit power of every BS, sum_k norm(w_k)^2 over its antennas.
 *
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @returns [bs].
 */
export function sentPower(scenario: Scenario, precoders: Float64Array, cooperation: Cooperation): Float64Array {
  const { txAntennas } = scenario;
  return perBs(scenario, cooperation, (at) => squaredNorm(precoders, at, txAntennas));
}

/**
 * Largest power sum_k abs(v_mn^T w_k)^2 that each BS m sends towards the target of another cell, n != m (36a); zero in a single cell.
 *
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @returns [bs].
 */
export function leakedPower(scenario: Scenario, precoders: Float64Array, cooperation: Cooperation): Float64Array {
  const { cells, txAntennas } = scenario;
  const result = new Float64Array(cells);
  for (let shift = 1; shift < cells; shift++) {
    const power = perBs(scenario, cooperation, (at, m) => {
      const v = targetSteering(scenario, m * cells + ((m + shift) % cells));
      const { re, im } = bilinear(v, 0, precoders, at, txAntennas);
      return re * re + im * im;
    });
    for (let m = 0; m < cells; m++) result[m] = Math.max(result[m] as number, power[m] as number);
  }
  return result;
}

/** Sums over the beams of each BS; `of` is given where the part of a beam that the BS sends begins. */
function perBs(
  { cells, usersPerCell, txAntennas }: Scenario,
  cooperation: Cooperation,
  of: (at: number, bs: number) => number,
): Float64Array {
  const comp = cooperation === 'comp';
  const beams = comp ? cells * usersPerCell : usersPerCell;
  const result = new Float64Array(cells);
  for (let m = 0; m < cells; m++)
    for (let k = 0; k < beams; k++) {
      const part = comp ? k * cells + m : m * beams + k;
      result[m] = (result[m] as number) + of(2 * part * txAntennas, m);
    }
  return result;
}
