import { drawRealization } from '../../src/model/channels.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';

/** Two cells of two users with QPSK, whose precoders leave interference about as strong as the noise. */
export const SYSTEM = makeScenario({ usersPerCell: 2, txAntennas: 3, frameLength: 5 });
export const CHANNELS = drawRealization(SYSTEM, { seed: 2n, realization: 0 }).channels;
export const USERS = SYSTEM.cells * SYSTEM.usersPerCell;

/** Precoders along the conjugated channels of each user, with a gain h^T w of a phase of its own: 1, 2, .. radians. */
export function conjugatePrecoders(cooperation: 'cbf' | 'comp', scale = 0.6): Float64Array {
  const width = 2 * SYSTEM.txAntennas;
  const stationsOf = (user: number): number[] =>
    cooperation === 'comp' ? [0, 1] : [Math.floor(user / SYSTEM.usersPerCell)];
  const weights: number[] = [];
  for (let user = 0; user < USERS; user++) {
    const [cos, sin] = [scale * Math.cos(user + 1), scale * Math.sin(user + 1)];
    for (const bs of stationsOf(user))
      for (let i = 0; i < width; i += 2) {
        const at = (bs * USERS + user) * width + i;
        const [re, im] = [CHANNELS[at] as number, -(CHANNELS[at + 1] as number)];
        weights.push(re * cos - im * sin, re * sin + im * cos);
      }
  }
  return Float64Array.from(weights);
}
