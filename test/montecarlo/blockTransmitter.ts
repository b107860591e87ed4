import { bilinear } from '../../src/model/complexVector.ts';
import type { Transmission } from '../../src/model/constructiveInterference.ts';
import { type Cooperation, requireSizes, stackChannels } from '../../src/model/sinr.ts';
import type { Scenario } from '../../src/model/scenario.ts';

/**
 * Frames of block-level precoding as transmit vectors: x_s = sum_k w_k exp(j p_ks). The phases of the transmissions are those at
 * which a coherent receiver, who knows the phase of its effective channel h^T w_k (estimated), expects its symbols.
 *
 * @param channels estimated channels, [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @returns a function from the phases p_ks of a frame, radians, [cell][user][L], to its transmission.
 * @throws InputError on arrays that do not fit the scenario.
 */
export function blockTransmitter(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  pskOrder: number,
): (symbolPhase: Float64Array) => Transmission {
  requireSizes(scenario, channels, precoders, cooperation);
  const { cells, usersPerCell, txAntennas, frameLength: L } = scenario;
  const comp = cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const count = cells * usersPerCell;
  const link = comp ? stackChannels(scenario, channels) : channels;
  const stationOf = (user: number): number => (comp ? 0 : Math.floor(user / usersPerCell));
  const gainPhase = Float64Array.from({ length: count }, (_, user) => {
    const { re, im } = bilinear(link, 2 * n * (stationOf(user) * count + user), precoders, 2 * n * user, n);
    return Math.atan2(im, re);
  });
  return (symbolPhase) => {
    const vectors = new Float64Array((comp ? 1 : cells) * L * n * 2);
    for (let user = 0; user < count; user++) {
      const w = 2 * n * user;
      for (let s = 0; s < L; s++) {
        const p = symbolPhase[user * L + s] as number;
        const [cos, sin] = [Math.cos(p), Math.sin(p)];
        const x = 2 * n * (stationOf(user) * L + s);
        for (let i = 0; i < 2 * n; i += 2) {
          const [a, b] = [precoders[w + i] as number, precoders[w + i + 1] as number];
          vectors[x + i] = (vectors[x + i] as number) + a * cos - b * sin;
          vectors[x + i + 1] = (vectors[x + i + 1] as number) + a * sin + b * cos;
        }
      }
    }
    const expected = symbolPhase.map((p, i) => p + (gainPhase[Math.floor(i / L)] as number));
    return { cooperation, vectors, symbolPhase: expected, pskOrder };
  };
}
