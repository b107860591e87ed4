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
}

/**
 * Phases of the M-PSK data symbols of one realization, uniform over (2 m + 1) pi / M, m = 0 .. M-1, from the counter-based
 * stream `symbols`.
 *
 * @returns radians, [cell][user][L].
 * @throws InputError when M is not an integer of at least 2.
 */
export function drawSymbolPhases(scenario: Scenario, { seed, realization, pskOrder }: SymbolOptions): Float64Array {
  if (!Number.isInteger(pskOrder) || pskOrder < 2)
    throw new InputError(`pskOrder: expected an integer of at least 2, got ${pskOrder}`);
  const stream = openStream({ seed, realization, stream: 'symbols' });
  const { cells, usersPerCell, frameLength } = scenario;
  return Float64Array.from(
    { length: cells * usersPerCell * frameLength },
    () => ((2 * Math.floor(pskOrder * stream.uniform()) + 1) * Math.PI) / pskOrder,
  );
}
