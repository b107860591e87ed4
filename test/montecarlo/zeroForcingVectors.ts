import { Matrix, pseudoInverse } from 'ml-matrix';
import type { Scenario } from '../../src/model/scenario.ts';
import { type Cooperation, stackChannels } from '../../src/model/sinr.ts';

/**
 * Transmit vectors of least norm that give every user its data symbol: h_k^T x_s = exp(j p_ks) over the links of its own BS (CBF) or of all (CoMP).
 *
 * @returns CBF [bs][s][antenna][2]; CoMP [s][stacked antenna][2].
 */
export function zeroForcingVectors(
  scenario: Scenario,
  channels: Float64Array,
  symbolPhase: Float64Array,
  cooperation: Cooperation,
): Float64Array {
  const { cells, usersPerCell, txAntennas, frameLength } = scenario;
  const users = cells * usersPerCell;
  const comp = cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const links = comp ? stackChannels(scenario, channels) : channels;
  const served = comp ? users : usersPerCell;
  return Float64Array.from(
    Array.from({ length: comp ? 1 : cells }, (_, bs) => {
      const own = Array.from({ length: served }, (__, k) => bs * usersPerCell + k);
      return zeroForcing(
        own.map((user) => links.subarray(2 * n * (bs * users + user), 2 * n * (bs * users + user + 1))),
        own.map((user) => [...symbolPhase.subarray(user * frameLength, (user + 1) * frameLength)]),
      );
    }).flat(),
  );
}

/** Vectors x_s of least norm with h_k^T x_s = exp(j p_ks), [s][antenna][2]. */
function zeroForcing(channels: readonly Float64Array[], phases: readonly number[][]): number[] {
  const n = (channels[0]?.length ?? 0) / 2;
  const rows = channels.flatMap((h) => {
    const re = Array.from({ length: n }, (_, i) => h[2 * i] ?? NaN);
    const im = Array.from({ length: n }, (_, i) => h[2 * i + 1] ?? NaN);
    return [
      [...re, ...im.map((x) => -x)],
      [...im, ...re],
    ];
  });
  const inverse = pseudoInverse(new Matrix(rows));
  return (phases[0] ?? []).flatMap((_, s) => {
    const wanted = phases.flatMap((p) => [Math.cos(p[s] ?? NaN), Math.sin(p[s] ?? NaN)]);
    const x = inverse.mmul(Matrix.columnVector(wanted)).to1DArray();
    return Array.from({ length: n }, (__, i) => [x[i] ?? NaN, x[n + i] ?? NaN]).flat();
  });
}
