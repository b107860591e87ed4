import type { Transmission } from './constructiveInterference.ts';
import { type Cooperation, requireSizes, stackChannels } from './sinr.ts';
import type { Scenario } from './scenario.ts';

/**
 * A frame of block-level precoding as transmit vectors: x_s = sum_k w_k exp(j p_ks). The phases returned are those at which a
 * coherent receiver, who knows the phase of its effective channel h^T w_k (estimated), expects its symbols.
 *
 * @param channels estimated channels, [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @param symbolPhase p_ks, radians, [cell][user][L].
 * @throws InputError on arrays that do not fit the scenario.
 */
export function blockTransmission(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  symbolPhase: Float64Array,
  pskOrder: number,
): Transmission {
  requireSizes(scenario, channels, precoders, cooperation);
  const { cells, usersPerCell, txAntennas, frameLength: L } = scenario;
  const comp = cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const count = cells * usersPerCell;
  const link = comp ? stackChannels(scenario, channels) : channels;
  const vectors = new Float64Array((comp ? 1 : cells) * L * n * 2);
  const expected = new Float64Array(symbolPhase.length);
  for (let user = 0; user < count; user++) {
    const station = comp ? 0 : Math.floor(user / usersPerCell);
    const w = 2 * n * user;
    const h = 2 * n * (comp ? user : station * count + user);
    let re = 0;
    let im = 0;
    for (let i = 0; i < 2 * n; i += 2) {
      const [a, b] = [link[h + i] as number, link[h + i + 1] as number];
      const [c, d] = [precoders[w + i] as number, precoders[w + i + 1] as number];
      re += a * c - b * d;
      im += a * d + b * c;
    }
    const gain = Math.atan2(im, re);
    for (let s = 0; s < L; s++) {
      const p = symbolPhase[user * L + s] as number;
      expected[user * L + s] = p + gain;
      const [cos, sin] = [Math.cos(p), Math.sin(p)];
      const x = 2 * n * (station * L + s);
      for (let i = 0; i < 2 * n; i += 2) {
        const [a, b] = [precoders[w + i] as number, precoders[w + i + 1] as number];
        vectors[x + i] = (vectors[x + i] as number) + a * cos - b * sin;
        vectors[x + i + 1] = (vectors[x + i + 1] as number) + a * sin + b * cos;
      }
    }
  }
  return { cooperation, vectors, symbolPhase: expected, pskOrder };
}
