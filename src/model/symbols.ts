import { InputError } from '../errors.ts';
import { openStream } from '../random/stream.ts';
import type { Scenario } from './scenario.ts';

/** Order and key of the data symbols. */
export interface SymbolOptions {
  /** 64-bit unsigned seed of the study. */
  readonly seed: bigint;
  /** Index of the channel realization, from 0. */
  readonly realization: number;
  /** M, at least 2. */
  readonly pskOrder: number;
  /**
   * Index of a frame of a Monte Carlo simulation, 0 .. 2^32 - 1, which draws symbols of its own. Default: the frame that symbol-level
   * designs are made for.
   */
  readonly frame?: number;
}

/**
 * Phases of the M-PSK data symbols of one frame, uniform over (2 m + 1) pi / M, m = 0 .. M-1, from the counter-based streams
 * `symbols` (the designed frame of a realization) and `frameSymbols` (frames of a simulation).
 *
 * @returns radians, [cell][user][L].
 * @throws InputError when M is not an integer of at least 2, or a part of the key is out of range.
 */
export function drawSymbolPhases(scenario: Scenario, options: SymbolOptions): Float64Array {
  const { seed, realization, pskOrder, frame } = options;
  if (!Number.isInteger(pskOrder) || pskOrder < 2)
    throw new InputError(`pskOrder: expected an integer of at least 2, got ${pskOrder}`);
  const stream =
    frame === undefined
      ? openStream({ seed, realization, stream: 'symbols' })
      : openStream({ seed, realization, stream: 'frameSymbols', substream: frame });
  const { cells, usersPerCell, frameLength } = scenario;
  return Float64Array.from(
    { length: cells * usersPerCell * frameLength },
    () => ((2 * Math.floor(pskOrder * stream.uniform()) + 1) * Math.PI) / pskOrder,
  );
}
