import { InputError } from '../errors.ts';
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
  const { cells, usersPerCell, txAntennas } = scenario;
  requireSizes(scenario, channels, precoders, 'cbf');
  const users = cells * usersPerCell;
  return sinrOfPowers(scenario, (user, sender) => {
    const link = Math.floor(sender / usersPerCell) * users + user;
    return receivedPower(channels, link, 1, 0, precoders, sender, txAntennas);
  });
}

/**
 * Block-level SINR of every user in coordinated multipoint: channels and precoders stacked over the BSs.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders [cell * usersPerCell + user][stacked antenna][2].
 * @returns linear, [cell][user].
 */
export function sinrComp(scenario: Scenario, channels: Float64Array, precoders: Float64Array): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  requireSizes(scenario, channels, precoders, 'comp');
  const users = cells * usersPerCell;
  return sinrOfPowers(scenario, (user, sender) =>
    receivedPower(channels, user, cells, users, precoders, sender, txAntennas),
  );
}

/** SINR of every user from the power that it receives of every beam. */
function sinrOfPowers(
  { cells, usersPerCell, noisePower }: Scenario,
  powerOf: (user: number, sender: number) => number,
): Float64Array {
  const users = cells * usersPerCell;
  const result = new Float64Array(users);
  for (let user = 0; user < users; user++) {
    let useful = 0;
    let interference = noisePower;
    for (let sender = 0; sender < users; sender++) {
      const power = powerOf(user, sender);
      if (sender === user) useful = power;
      else interference += power;
    }
    result[user] = useful / interference;
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

/**
 * The true channels h + e.
 *
 * @param actual receives them; a fresh array by default.
 */
export function perturbChannels(
  channels: Float64Array,
  errors: Float64Array,
  actual: Float64Array = new Float64Array(channels.length),
): Float64Array {
  if (errors.length !== channels.length)
    throw new InputError(`errors: expected ${channels.length} numbers as in channels, got ${errors.length}`);
  for (let i = 0; i < channels.length; i++) actual[i] = (channels[i] as number) + (errors[i] as number);
  return actual;
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

/**
 * abs(h^T w)^2 of beam `sender` over the links `first`, `first + step`, ... to one user, `stations` of them. Evaluated for every
 * error draw: it allocates nothing.
 */
function receivedPower(
  channels: Float64Array,
  first: number,
  stations: number,
  step: number,
  precoders: Float64Array,
  sender: number,
  antennas: number,
): number {
  let re = 0;
  let im = 0;
  let w = 2 * sender * stations * antennas;
  for (let n = 0; n < stations; n++) {
    const from = 2 * (first + n * step) * antennas;
    for (let h = from; h < from + 2 * antennas; h += 2, w += 2) {
      const hr = channels[h] as number;
      const hi = channels[h + 1] as number;
      const wr = precoders[w] as number;
      const wi = precoders[w + 1] as number;
      re += hr * wr - hi * wi;
      im += hr * wi + hi * wr;
    }
  }
  return re * re + im * im;
}
