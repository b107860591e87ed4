import { drawRealization } from '../../src/model/channels.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';

/** Two cells of two users with QPSK, whose precoders leave interference about as strong as the noise. */
export const SYSTEM = makeScenario({ usersPerCell: 2, txAntennas: 3, frameLength: 5 });
export const CHANNELS = drawRealization(SYSTEM, { seed: 2n, realization: 0 }).channels;
export const USERS = SYSTEM.cells * SYSTEM.usersPerCell;

/** Precoders along the conjugated channels of each user. */
export function conjugatePrecoders(cooperation: 'cbf' | 'comp', scale = 0.6): Float64Array {
  const width = 2 * SYSTEM.txAntennas;
  const stations = (user: number): number[] =>
    cooperation === 'comp' ? [0, 1] : [Math.floor(user / SYSTEM.usersPerCell)];
  return Float64Array.from(
    Array.from({ length: USERS }, (_, user) => stations(user).map((bs) => (bs * USERS + user) * width))
      .flat()
      .flatMap((at) =>
        Array.from({ length: width }, (_, i) => (i % 2 ? -scale : scale) * (CHANNELS[at + i] as number)),
      ),
  );
}
