import type { Scenario } from './scenario.ts';
import { type Cooperation, stackChannels } from './sinr.ts';

/** What reaches a user over a channel whose error is independent of all others: one link in CBF, all its links stacked in CoMP. */
export interface UserLink {
  /** [beams][antennas][2]; the same array for all users that hear these beams. */
  readonly beams: Float64Array;
  /** The user's own among them, -1 where all are interference. */
  readonly own: number;
  /** Known channel, [antennas][2]. */
  readonly channel: Float64Array;
  /** The stacked links of the user, as places in [bs][cell][user]. */
  readonly stack: readonly number[];
}

/**
 * The links over which each user hears all beams.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @returns [cell][user] lists.
 */
export function userLinks(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
): UserLink[][] {
  const { cells, usersPerCell } = scenario;
  const users = Array.from({ length: cells * usersPerCell }, (_, user) => user);
  const stations = Array.from({ length: cells }, (_, n) => n);
  if (cooperation === 'comp') {
    const stacked = partsOf(stackChannels(scenario, channels), users.length);
    return users.map((user) => {
      const channel = stacked[user] as Float64Array;
      return [{ beams: precoders, own: user, channel, stack: stations.map((n) => n * users.length + user) }];
    });
  }
  const links = partsOf(channels, cells * users.length);
  const beamsOf = partsOf(precoders, cells);
  return users.map((user) =>
    stations.map((n) => {
      const link = n * users.length + user;
      const own = n === Math.floor(user / usersPerCell) ? user % usersPerCell : -1;
      return { beams: beamsOf[n] as Float64Array, own, channel: links[link] as Float64Array, stack: [link] };
    }),
  );
}

/** An array as `count` views of the same length. */
export function partsOf(x: Float64Array, count: number): Float64Array[] {
  const length = x.length / count;
  return Array.from({ length: count }, (_, i) => x.subarray(i * length, (i + 1) * length));
}
