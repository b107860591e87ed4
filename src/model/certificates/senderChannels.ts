import { conjugate } from '../complexVector.ts';
import type { Realization, Scenario } from '../scenario.ts';
import { stackChannels } from '../sinr.ts';

/** Who sends: every BS for itself, or all as one array. */
export interface CertificateSenders {
  readonly scenario: Scenario;
  readonly realization: Realization;
  /** All BSs send as one array. */
  readonly comp: boolean;
}

/** conj(h) of every user from every BS, or from all BSs stacked, [sender][user] with [n][2]. */
export function senderChannels({ scenario, realization, comp }: CertificateSenders): Float64Array[][] {
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  const length = 2 * txAntennas * (comp ? cells : 1);
  const links = conjugate(comp ? stackChannels(scenario, realization.channels) : realization.channels);
  return Array.from({ length: comp ? 1 : cells }, (_, sender) =>
    Array.from({ length: users }, (_user, user) => {
      const at = (sender * users + user) * length;
      return links.subarray(at, at + length);
    }),
  );
}
