import { InputError } from '../errors.ts';
import { directionsLength, errorRadius, fillDirections, type SamplingOptions, scaleDirections } from './csiErrors.ts';
import type { Scenario } from './scenario.ts';
import type { SharedCsiErrors } from './sharedCsiErrors.ts';
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
 * @param shared keeps the draws for the next call; default: they are drawn for this one.
 * @throws InputError on options out of range.
 */
export function sampledSinr(
  scenario: Scenario,
  channels: Float64Array,
  sinrOf: (channels: Float64Array) => Float64Array,
  options: SamplingOptions,
  shared?: SharedCsiErrors,
): SampledWorstCase {
  const { draws, radius: asked, ...key } = options;
  if (!Number.isInteger(draws) || draws < 1) throw new InputError(`draws: expected a positive integer, got ${draws}`);
  const radius = errorRadius(scenario, asked);
  const length = directionsLength(scenario);
  const distinct = radius > 0 ? draws : 1; // without errors every draw is the same
  const kept = radius > 0 ? shared?.directions(scenario, { ...key, draws }) : null;
  const directions = kept ?? new Float64Array(length);
  const errors = new Float64Array(channels.length);
  const actual = new Float64Array(channels.length);
  const users = scenario.cells * scenario.usersPerCell;
  const sinr = new Float64Array(draws * users);
  const minimum = new Float64Array(users).fill(Infinity);
  for (let draw = 0; draw < distinct; draw++) {
    if (!kept) fillDirections(scenario, { ...key, draw }, directions, 0);
    scaleDirections(scenario, directions, kept ? draw * length : 0, radius, errors);
    const values = sinrOf(perturbChannels(channels, errors, actual));
    sinr.set(values, draw * users);
    for (let user = 0; user < users; user++) minimum[user] = Math.min(minimum[user] as number, values[user] as number);
  }
  for (let draw = distinct; draw < draws; draw++) sinr.copyWithin(draw * users, 0, users);
  return { sinr, minimum };
}
