import { startLaunch } from '../../../../device/cuda/faults.ts';
import type { Listeners } from '../../../listener.ts';
import type { Tally } from '../../symbolErrors.ts';
import { groupsOf, type Placed } from '../groups.ts';
import { launchFrames, type PendingFrames, type SendingPlace } from './launchFrames.ts';
import { FRAME_SLOTS, type SharedFrames } from './plan.ts';
import { type FrameTables, frameTables } from './tables.ts';

/**
 * Sends all frames of some designs, in launches of so many frames of which two are in flight.
 *
 * @param frames of a launch.
 * @param limit bytes that the launches in flight may take.
 * @returns for each design the tally of every user.
 * @throws NoRoom when the card has no memory for it.
 */
export async function runFrames(
  place: SendingPlace,
  batch: SharedFrames,
  designs: readonly Placed<Listeners>[],
  frames: number,
  limit: number,
): Promise<Tally[][]> {
  const tables = frameTables(
    designs.map(({ design }) => design),
    batch.txAntennas,
  );
  const realizations = groupsOf(designs);
  const all = Array.from({ length: tables.listeners }, () => ({ wrong: 0, squares: 0, withWrong: 0, withRight: 0 }));
  startLaunch(() => uploadTables(place, tables));

  const underWay: PendingFrames[] = [];
  try {
    for (let first = 0; first < batch.frames || underWay.length > 0;) {
      const [oldest] = underWay;
      if (oldest && (first >= batch.frames || underWay.length === FRAME_SLOTS)) {
        await oldest.take((listener, [wrong, squares, withWrong, withRight]) => {
          const own = all[listener] as (typeof all)[number];
          own.wrong += wrong;
          own.squares += squares;
          own.withWrong += withWrong;
          own.withRight += withRight;
        });
        oldest.release();
        underWay.shift();
        continue;
      }
      const count = Math.min(frames, batch.frames - first);
      underWay.push(launchFrames(place, { batch, tables, realizations, first, frames: count, limit }));
      first += count;
    }
  } finally {
    for (const pending of underWay) pending.release();
  }
  let next = 0;
  return designs.map(({ design }) => all.slice(next, (next += design.users.length)));
}

function uploadTables({ slots, tables: memory }: SendingPlace, tables: FrameTables): void {
  const slot = slots.idle();
  const address = memory.reserve(tables.bytes);
  tables.fill(slot.host.input.reserve(tables.bytes));
  slot.up('input', tables.bytes, address);
  slot.settle(); // the other stream reads them too
}
