import { InputError } from '../errors.ts';
import { drawCsiErrors, errorRadius, type SamplingOptions } from './csiErrors.ts';
import type { Scenario } from './scenario.ts';
import { type Cooperation, perturbChannels, sinrCbf, sinrComp } from './sinr.ts';

/** SINR under drawn CSI errors. */
export interface SampledWorstCase {
  /** Linear SINR of every user at every error draw, [draw][cell][user]. */
  readonly sinr: Float64Array;
  /** Its minimum over the draws, [cell][user]. */
  readonly minimum: Float64Array;
}

/**
 * Block-level SINR under drawn CSI errors (Fig. 7): one independent error per link and draw, in CoMP as well. An
 * estimate from above of the exact worst case.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @throws InputError on sizes that do not fit, or options out of range.
 */
export function sampledWorstCase(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  options: SamplingOptions,
): SampledWorstCase {
  const sinrOf = cooperation === 'cbf' ? sinrCbf : sinrComp;
  return sampledSinr(scenario, channels, (h) => sinrOf(scenario, h, precoders), options);
}

/**
 * SINR under drawn CSI errors, one independent error per link and draw.
 *
 * @param channels estimated, [bs][cell][user][antenna][2].
 * @param sinrOf SINR of every user at given channels, linear, [cell][user]; the array of channels is used again for the next draw.
 * @throws InputError on options out of range.
 */
export function sampledSinr(
  scenario: Scenario,
  channels: Float64Array,
  sinrOf: (channels: Float64Array) => Float64Array,
  options: SamplingOptions,
): SampledWorstCase {
  const { draws, radius: asked, ...key } = options;
  if (!Number.isInteger(draws) || draws < 1) throw new InputError(`draws: expected a positive integer, got ${draws}`);
  const radius = errorRadius(scenario, asked);
  const distinct = radius > 0 ? draws : 1; // without errors every draw is the same
  const actual = new Float64Array(channels.length);
  const users = scenario.cells * scenario.usersPerCell;
  const sinr = new Float64Array(draws * users);
  const minimum = new Float64Array(users).fill(Infinity);
  for (let draw = 0; draw < distinct; draw++) {
    const errors = drawCsiErrors(scenario, { ...key, draw, radius });
    const values = sinrOf(perturbChannels(channels, errors, actual));
    sinr.set(values, draw * users);
    for (let user = 0; user < users; user++) minimum[user] = Math.min(minimum[user] as number, values[user] as number);
  }
  for (let draw = distinct; draw < draws; draw++) sinr.copyWithin(draw * users, 0, users);
  return { sinr, minimum };
}
