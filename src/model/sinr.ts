import { InputError } from '../errors.ts';
import { bilinear } from './complexVector.ts';
import type { Scenario } from './scenario.ts';

/** Cooperation of the base stations: each serves its own users (CBF), or all serve every user jointly (CoMP). */
export type Cooperation = 'cbf' | 'comp';

/**
 * Block-level SINR of every user in coordinated beamforming, (20): abs(h_m,mk^T w_mk)^2 over the other users of the
 * cell, the other cells' signals and the noise.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders [bs][user][antenna][2].
 * @returns linear, [cell][user].
 */
export function sinrCbf(scenario: Scenario, channels: Float64Array, precoders: Float64Array): Float64Array {
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  requireSizes(scenario, channels, precoders, 'cbf');
  const result = new Float64Array(cells * usersPerCell);
  for (let user = 0; user < result.length; user++) {
    let useful = 0;
    let interference = noisePower;
    for (let n = 0; n < cells; n++)
      for (let l = 0; l < usersPerCell; l++) {
        const link = n * cells * usersPerCell + user;
        const sender = n * usersPerCell + l;
        const power = receivedPower(channels, link, precoders, sender, txAntennas);
        if (sender === user) useful = power;
        else interference += power;
      }
    result[user] = useful / interference;
  }
  return result;
}

/**
 * Block-level SINR of every user in coordinated multipoint: channels and precoders stacked over the BSs.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders [cell * usersPerCell + user][stacked antenna][2].
 * @returns linear, [cell][user].
 */
export function sinrComp(scenario: Scenario, channels: Float64Array, precoders: Float64Array): Float64Array {
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  requireSizes(scenario, channels, precoders, 'comp');
  const stacked = stackChannels(scenario, channels);
  const users = cells * usersPerCell;
  const result = new Float64Array(users);
  for (let user = 0; user < users; user++) {
    let interference = noisePower;
    for (let l = 0; l < users; l++) {
      if (l !== user) interference += receivedPower(stacked, user, precoders, l, cells * txAntennas);
    }
    result[user] = receivedPower(stacked, user, precoders, user, cells * txAntennas) / interference;
  }
  return result;
}

/**
 * Channels of every user stacked over the BSs.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @returns [cell * usersPerCell + user][bs * txAntennas + antenna][2].
 */
export function stackChannels(scenario: Scenario, channels: Float64Array): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  const block = 2 * txAntennas;
  const result = new Float64Array(channels.length);
  for (let n = 0; n < cells; n++)
    for (let user = 0; user < users; user++) {
      const from = (n * users + user) * block;
      result.set(channels.subarray(from, from + block), (user * cells + n) * block);
    }
  return result;
}

/** The true channels h + e. */
export function perturbChannels(channels: Float64Array, errors: Float64Array): Float64Array {
  if (errors.length !== channels.length)
    throw new InputError(`errors: expected ${channels.length} numbers as in channels, got ${errors.length}`);
  return channels.map((h, i) => h + (errors[i] as number));
}

/** Throws unless channels and precoders have the sizes of the scenario. */
export function requireSizes(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
): void {
  const { cells, usersPerCell, txAntennas } = scenario;
  const links = 2 * cells * cells * usersPerCell * txAntennas;
  if (channels.length !== links)
    throw new InputError(`channels: expected ${links} numbers [bs][cell][user][antenna][2], got ${channels.length}`);
  const size = cooperation === 'cbf' ? links / cells : links;
  if (precoders.length !== size) {
    const layout = cooperation === 'cbf' ? '[bs][user][antenna][2]' : '[user][stacked antenna][2]';
    throw new InputError(`precoders: expected ${size} numbers ${layout}, got ${precoders.length}`);
  }
}

function receivedPower(
  channels: Float64Array,
  link: number,
  precoders: Float64Array,
  sender: number,
  antennas: number,
): number {
  const amplitude = bilinear(channels, 2 * link * antennas, precoders, 2 * sender * antennas, antennas);
  return amplitude.re ** 2 + amplitude.im ** 2;
}
