import { InputError } from '../errors.ts';
import { complexNormal } from '../random/complexNormal.ts';
import { openStream } from '../random/stream.ts';
import type { Transmission } from './constructiveInterference.ts';
import { drawCsiErrors } from './csiErrors.ts';
import type { Scenario } from './scenario.ts';
import { perturbChannels, stackChannels } from './sinr.ts';

export interface SymbolErrorOptions {
  readonly seed: bigint;
  readonly realization: number;
  /** Transmissions of the frame, each with its own noise and CSI error. */
  readonly draws: number;
  readonly errorLaw?: 'ball' | 'sphere';
  /** d, default the scenario's `csiErrorRadius`. */
  readonly radius?: number;
}

export interface SymbolErrorRates {
  /** Share of wrong decisions of every user, [cell][user]. */
  readonly rate: Float64Array;
  /** Wilson interval of 95%, [cell][user][lower, upper]. */
  readonly interval: Float64Array;
  /** Decisions behind each rate. */
  readonly decisions: number;
}

/** Two-sided 95% quantile of the normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Symbol error rate of a symbol-level transmission by Monte Carlo: every draw sends the frame through the true channels
 * h + e, adds CN(0, sc2), and each user decides by the sector of its received sample, as constructive interference intends: a
 * symbol is wrong when y exp(-j p_ks) lies outside abs(arg) <= pi/M. In CBF the other BSs' vectors interfere.
 *
 * @param channels estimated channels, [bs][cell][user][antenna][2].
 * @throws InputError when `draws` is not a positive integer.
 */
export function symbolErrorRate(
  scenario: Scenario,
  channels: Float64Array,
  transmission: Transmission,
  options: SymbolErrorOptions,
): SymbolErrorRates {
  const { draws, seed, realization, errorLaw = 'ball', radius = scenario.csiErrorRadius } = options;
  if (!Number.isInteger(draws) || draws < 1) throw new InputError(`draws: expected a positive integer, got ${draws}`);
  const { cells, usersPerCell, txAntennas, frameLength: L, noisePower } = scenario;
  const { cooperation, vectors, symbolPhase, pskOrder } = transmission;
  const comp = cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const count = cells * usersPerCell;
  const wrong = new Float64Array(count);
  const sigma = Math.sqrt(noisePower);
  const sector = Math.PI / pskOrder;
  for (let draw = 0; draw < draws; draw++) {
    const errors = drawCsiErrors(scenario, { seed, realization, draw, errorLaw, radius });
    const actual = perturbChannels(channels, errors);
    const link = comp ? stackChannels(scenario, actual) : actual;
    const noise = complexNormal(openStream({ seed, realization, stream: 'receiverNoise', substream: draw }), count * L);
    for (let user = 0; user < count; user++)
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
        if (Math.abs(angle) > sector) wrong[user] = (wrong[user] as number) + 1;
      }
  }
  const decisions = draws * L;
  const interval = new Float64Array(2 * count);
  wrong.forEach((w, user) => {
    const [lower, upper] = wilson(w, decisions);
    interval[2 * user] = lower;
    interval[2 * user + 1] = upper;
  });
  return { rate: wrong.map((w) => w / decisions), interval, decisions };
}

/** Wilson score interval of 95% for `hits` of `trials`. */
export function wilson(hits: number, trials: number): [number, number] {
  const z2 = Z95 * Z95;
  const p = hits / trials;
  const centre = (p + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
