import type { Transmission } from '../../src/model/constructiveInterference.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import type { ErrorLaw } from '../../src/model/errorLaw.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { perturbChannels, stackChannels } from '../../src/model/sinr.ts';
import type { Tally } from '../../src/montecarlo/kernels/symbolErrors.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';

interface Frames {
  readonly seed: bigint;
  readonly realization: number;
  readonly frames: number;
  readonly law: ErrorLaw;
  readonly radius: number;
}

/** Wrong decisions of every user, frame by frame and symbol by symbol as they are defined: what the kernel counts. */
export function plainSymbolErrors(
  scenario: Scenario,
  channels: Float64Array,
  transmissionOf: (frame: number) => Transmission,
  { frames, seed, realization, law, radius }: Frames,
): Tally[] {
  const { cells, usersPerCell, txAntennas, frameLength: L, noisePower } = scenario;
  const count = cells * usersPerCell;
  const tallies = Array.from({ length: count }, () => ({ wrong: 0, squares: 0, withWrong: 0, withRight: 0 }));
  const sigma = Math.sqrt(noisePower);
  for (let frame = 0; frame < frames; frame++) {
    const { cooperation, vectors, symbolPhase, pskOrder } = transmissionOf(frame);
    const comp = cooperation === 'comp';
    const n = comp ? cells * txAntennas : txAntennas;
    const errors = drawCsiErrors(scenario, { seed, realization, draw: frame, errorLaw: law, radius });
    const actual = perturbChannels(channels, errors);
    const link = comp ? stackChannels(scenario, actual) : actual;
    const noise = complexNormal(
      openStream({ seed, realization, stream: 'receiverNoise', substream: frame }),
      count * L,
    );
    tallies.forEach((tally, user) => {
      let wrong = 0;
      for (let s = 0; s < L; s++) {
        let re = sigma * (noise[2 * (user * L + s)] as number);
        let im = sigma * (noise[2 * (user * L + s) + 1] as number);
        for (let bs = 0; bs < (comp ? 1 : cells); bs++) {
          const h = 2 * n * (comp ? user : bs * count + user);
          const x = 2 * n * (comp ? s : bs * L + s);
          for (let i = 0; i < 2 * n; i += 2) {
            const [a, b] = [link[h + i] as number, link[h + i + 1] as number];
            const [c, d] = [vectors[x + i] as number, vectors[x + i + 1] as number];
            re += a * c - b * d;
            im += a * d + b * c;
          }
        }
        const p = symbolPhase[user * L + s] as number;
        const angle = Math.atan2(im * Math.cos(p) - re * Math.sin(p), re * Math.cos(p) + im * Math.sin(p));
        if (Math.abs(angle) > Math.PI / pskOrder) wrong++;
      }
      tally.wrong += wrong;
      tally.squares += wrong ** 2;
      if (wrong > 0) tally.withWrong++;
      if (wrong < L) tally.withRight++;
    });
  }
  return tallies;
}
