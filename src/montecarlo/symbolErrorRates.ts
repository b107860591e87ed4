import { InputError } from '../errors.ts';
import { grouped } from '../grouped.ts';
import { clusteredInterval, wilson } from '../model/clusteredInterval.ts';
import type { Transmission } from '../model/constructiveInterference.ts';
import type { ErrorLaw } from '../model/errorLaw.ts';
import type { Scenario } from '../model/scenario.ts';
import { countSymbolErrors } from './kernels/cpu/symbolErrorsCpu.ts';
import type { FramesBatch, Tally } from './kernels/symbolErrors.ts';
import { listenersOf } from './listener.ts';
import type { BlockTransmission } from './receiver.ts';

/** A design that sends frames of symbols. */
export interface SendingDesign {
  readonly scenario: Scenario;
  /** Estimated, [bs][cell][user][antenna][2]. */
  readonly channels: Float64Array;
  readonly transmission: (BlockTransmission & { readonly pskOrder: number }) | Transmission;
  /** d. */
  readonly radius: number;
  /** S of each link: its error is S u with u of the law, [bs][cell][user][antenna][antenna][2]. Default: the identity. */
  readonly errorShape?: Float64Array | undefined;
}

/** Number, law and key of the frames. */
export interface FrameOptions {
  readonly seed: bigint;
  readonly realization: number;
  readonly law: ErrorLaw;
  /** Frames sent, each with its own noise and CSI error. */
  readonly frames: number;
}

/** Symbol error rates of a design. */
export interface SymbolErrorRates {
  /** Share of wrong decisions of every user, [cell][user]. */
  readonly rate: Float64Array;
  /** Interval of 95% over frames like these, [cell][user][lower, upper]. */
  readonly interval: Float64Array;
  /** Decisions behind each rate. */
  readonly decisions: number;
}

/** A batch of the kernel, with the places of its designs in a list. */
export interface PreparedFrames {
  readonly batch: FramesBatch;
  readonly places: readonly number[];
  /** Rates of each design from the tallies of its users. */
  readonly finish: (tallies: readonly (readonly Tally[])[]) => SymbolErrorRates[];
}

/**
 * Symbol error rates by Monte Carlo of the designs of one realization, which share the noise, the CSI errors and at block level the symbols of their frames.
 * Each frame passes true channels h + e of its own and gets noise CN(0, sc2), and each user decides by the sector of its received
 * sample, as constructive interference intends: a symbol is wrong when y exp(-j p_ks) lies outside abs(arg) <= pi/M. In CBF the
 * other BSs' vectors interfere.
 *
 * The rate is that of the frames sent. Block-level precoding sends new symbols of all users in each frame to coherent receivers. A
 * symbol-level design is made for one frame, which is sent again and again: its rate is conditional on that frame.
 *
 * The decisions of a user in one frame share the CSI error, so that the interval takes the frames as clusters
 * (`clusteredInterval`). Without a CSI error they are independent, and the interval is Wilson's for all decisions; at symbol level
 * each symbol time then has a probability of its own, which only narrows the law of their sum (Hoeffding 1956).
 *
 * @throws InputError when `frames` is not a positive integer.
 */
export function symbolErrorRates(designs: readonly SendingDesign[], options: FrameOptions): SymbolErrorRates[] {
  const rates: SymbolErrorRates[] = [];
  for (const { batch, places, finish } of framesBatches(designs, options))
    for (const [i, own] of finish(countSymbolErrors(batch)).entries()) rates[places[i] as number] = own;
  return rates;
}

/** What the kernel has to count for `symbolErrorRates`: a batch for each system, frame length and noise power. @throws as that. */
export function framesBatches(designs: readonly SendingDesign[], options: FrameOptions): PreparedFrames[] {
  const { frames } = options;
  if (!Number.isInteger(frames) || frames < 1)
    throw new InputError(`frames: expected a positive integer, got ${frames}`);
  const groups = grouped([...designs.entries()], ([, { scenario }]) => {
    const { cells, usersPerCell, txAntennas, frameLength, noisePower } = scenario;
    return [cells, usersPerCell, txAntennas, frameLength, noisePower].join('/');
  });
  return [...groups.values()].map((group) => {
    const own = group.map(([, design]) => design);
    const { cells, usersPerCell, txAntennas, frameLength, noisePower } = (own[0] as SendingDesign).scenario;
    const radii = own.map(({ radius }) => radius);
    return {
      places: group.map(([place]) => place),
      batch: {
        ...options,
        cells,
        usersPerCell,
        txAntennas,
        frameLength,
        noisePower,
        hasErrors: radii.some((radius) => radius > 0),
        designs: own.map((d) => listenersOf(d.scenario, d.channels, d.transmission, d.radius, d.errorShape)),
      },
      finish: (tallies) => tallies.map((users, i) => ratesOf(users, frames, frameLength, radii[i] === 0)),
    };
  });
}

/** @param independent whether the decisions of a frame are: without a CSI error. */
function ratesOf(users: readonly Tally[], frames: number, length: number, independent: boolean): SymbolErrorRates {
  const decisions = frames * length;
  const intervals = users.map((tally) =>
    independent ? wilson(tally.wrong, decisions) : clusteredInterval({ ...tally, clusters: frames, size: length }),
  );
  return {
    rate: Float64Array.from(users, ({ wrong }) => wrong / decisions),
    interval: Float64Array.from(intervals.flat()),
    decisions,
  };
}
