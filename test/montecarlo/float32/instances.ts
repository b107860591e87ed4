import type { ErrorDrawsBatch } from '../../../src/montecarlo/kernels/errorDraws.ts';
import type { ReceivingUser } from '../../../src/montecarlo/receiver.ts';
import { randomBatch, type System, TRANSMISSIONS } from '../randomBatch.ts';

/** Changes a row [c, w] in place. */
type Change = (row: Float64Array, useful: boolean) => void;

/** Systems and receivers that try the bounds: of what follows float32 knows little. */
const KINDS: Readonly<
  Record<string, { system: System; radius?: number; noise?: number; unit?: number; change?: Change }>
> = {
  ordinary: { system: { cells: 2, usersPerCell: 3, txAntennas: 6, times: 4 } },
  'one antenna': { system: { cells: 1, usersPerCell: 2, txAntennas: 1, times: 2 }, radius: 0.5 },
  'many antennas': { system: { cells: 2, usersPerCell: 1, txAntennas: 48, times: 2 } },
  'errors that cancel amplitudes': { system: { cells: 1, usersPerCell: 2, txAntennas: 3, times: 6 }, radius: 3 },
  'nothing but errors': {
    system: { cells: 2, usersPerCell: 1, txAntennas: 2, times: 2 },
    change: (row) => row.fill(0, 0, 2),
  },
  'useful amplitudes at the edge of their sector': {
    system: { cells: 2, usersPerCell: 1, txAntennas: 2, times: 4 },
    radius: 1e-3,
    change: (row, useful) => useful && row.set([1, 1]),
  },
  'interference without noise': { system: { cells: 2, usersPerCell: 2, txAntennas: 4, times: 2 }, noise: 1e-14 },
  'nothing but noise': { system: { cells: 2, usersPerCell: 2, txAntennas: 4, times: 2 }, noise: 1e10 },
  'a large unit of power': { system: { cells: 2, usersPerCell: 2, txAntennas: 4, times: 2 }, unit: 1e-25 },
  'a small unit of power': { system: { cells: 2, usersPerCell: 2, txAntennas: 4, times: 2 }, unit: 1e25 },
};
export const INSTANCES = Object.keys(KINDS);

/** The four transmissions of an instance, with a distribution of every user. */
export function instance(kind: string, law: ErrorDrawsBatch['law'], draws: number): ErrorDrawsBatch {
  const { system, radius = 0.1, noise = 0.01, unit = 1, change } = KINDS[kind] as (typeof KINDS)[string];
  const batch = randomBatch({
    system,
    designs: TRANSMISSIONS.map((name) => ({ name, radius, perUser: true })),
    law,
    draws,
  });
  const changed = (user: ReceivingUser, symbolLevel: boolean): ReceivingUser => {
    const rows = user.rows.slice();
    const width = rows.length / (user.senders * user.each);
    for (let i = 0; i < user.senders * user.each; i++) {
      const useful = symbolLevel ? Math.floor(i / user.each) === user.own : i === user.own * user.each + user.ownRow;
      change?.(rows.subarray(i * width, (i + 1) * width), useful);
    }
    return { ...user, rows: rows.map((x) => x * unit), noise: noise * unit * unit };
  };
  return {
    ...batch,
    designs: batch.designs.map(({ receiver, ...design }) => ({
      ...design,
      receiver: { ...receiver, users: receiver.users.map((user) => changed(user, receiver.symbolLevel)) },
    })),
  };
}
