import { InputError } from '../errors.ts';
import { complexNormal } from '../random/complexNormal.ts';
import { openStream } from '../random/stream.ts';
import { clusteredInterval, wilson } from './clusteredInterval.ts';
import type { Transmission } from './constructiveInterference.ts';
import { drawCsiErrors } from './csiErrors.ts';
import type { Scenario } from './scenario.ts';
import { perturbChannels, stackChannels } from './sinr.ts';

export interface SymbolErrorOptions {
  readonly seed: bigint;
  readonly realization: number;
  /** Frames sent, each with its own noise and CSI error. */
  readonly frames: number;
  readonly errorLaw?: 'ball' | 'sphere';
  /** d, default the scenario's `csiErrorRadius`. */
  readonly radius?: number;
}

export interface SymbolErrorRates {
  /** Share of wrong decisions of every user, [cell][user]. */
  readonly rate: Float64Array;
  /** Interval of 95% over frames like these, [cell][user][lower, upper]. */
  readonly interval: Float64Array;
  /** Decisions behind each rate. */
  readonly decisions: number;
}

/**
 * Symbol error rate by Monte Carlo. Each frame passes true channels h + e of its own and gets noise CN(0, sc2), and each user
 * decides by the sector of its received sample, as constructive interference intends: a symbol is wrong when y exp(-j p_ks) lies
 * outside abs(arg) <= pi/M. In CBF the other BSs' vectors interfere.
 *
 * The rate is that of the frames sent. Block-level precoding sends new symbols of all users in each frame. A symbol-level design
 * is made for one frame, which is sent again and again: its rate is conditional on that frame.
 *
 * The decisions of a user in one frame share the CSI error, so that the interval takes the frames as clusters
 * (`clusteredInterval`). Without a CSI error they are independent, and the interval is Wilson's for all decisions; at symbol level
 * each symbol time then has a probability of its own, which only narrows the law of their sum (Hoeffding 1956).
 *
 * @param channels estimated channels, [bs][cell][user][antenna][2].
 * @param transmissionOf the transmission of a frame, by its index from 0.
 * @throws InputError when `frames` is not a positive integer.
 */
export function symbolErrorRate(
  scenario: Scenario,
  channels: Float64Array,
  transmissionOf: (frame: number) => Transmission,
  options: SymbolErrorOptions,
): SymbolErrorRates {
  const { frames, seed, realization, errorLaw = 'ball', radius = scenario.csiErrorRadius } = options;
  if (!Number.isInteger(frames) || frames < 1)
    throw new InputError(`frames: expected a positive integer, got ${frames}`);
  const { cells, usersPerCell, txAntennas, frameLength: L, noisePower } = scenario;
  const count = cells * usersPerCell;
  const tallies = Array.from({ length: count }, () => ({ wrong: 0, squares: 0, withWrong: 0, withRight: 0 }));
  const sigma = Math.sqrt(noisePower);
  for (let frame = 0; frame < frames; frame++) {
    const { cooperation, vectors, symbolPhase, pskOrder } = transmissionOf(frame);
    const comp = cooperation === 'comp';
    const n = comp ? cells * txAntennas : txAntennas;
    const sector = Math.PI / pskOrder;
    const errors = drawCsiErrors(scenario, { seed, realization, draw: frame, errorLaw, radius });
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
        if (Math.abs(angle) > sector) wrong++;
      }
      tally.wrong += wrong;
      tally.squares += wrong ** 2;
      if (wrong > 0) tally.withWrong++;
      if (wrong < L) tally.withRight++;
    });
  }
  const decisions = frames * L;
  const intervals = tallies.map((tally) =>
    radius === 0 ? wilson(tally.wrong, decisions) : clusteredInterval({ ...tally, clusters: frames, size: L }),
  );
  return {
    rate: Float64Array.from(tallies, ({ wrong }) => wrong / decisions),
    interval: Float64Array.from(intervals.flat()),
    decisions,
  };
}
