import type { Listeners } from '../../../listener.ts';
import type { FramesBatch } from '../../symbolErrors.ts';
import { type Group, type Placed, splitGroups } from '../groups.ts';
import type { DesignPart } from '../runParts.ts';
import { scratchBlocks, tileOf } from '../tiles.ts';
import { listenersSize } from './tables.ts';

/** Launches in flight: while the device works at one, the host takes up what came of the one before. */
export const FRAME_SLOTS = 2;
/** Frames of a launch: where there are more of them, the next one runs while this one is taken up; but no fewer than fill a card. */
const MOST_FRAMES = 2 ** 22;
const FEWEST_FRAMES = 2 ** 18;
const PIECES = 4;
/** Frames for which the designs of a part should have room; frames of the smallest launch. */
const PART_FRAMES = 8192;
const BLOCK = 1024;
/** Frames of a piece that one block of `tallyFrames` sums up, and the bytes of its sums. */
export const TALLY_FRAMES = 8192;
export const SUMS_BYTES = 24;
/** Wrong decisions of a frame, a symbol of a frame, and a complex number. */
const WRONG_BYTES = 4;
const SYMBOL_BYTES = 2;
const COMPLEX_BYTES = 16;

/** What designs have in common that send frames together, of several realizations too. */
export type SharedFrames = Omit<FramesBatch, 'realization' | 'designs'>;

/** Some of the designs, and how many frames they send at a time. */
export interface FramePart extends DesignPart {
  readonly frames: number;
}

/** The part of some designs from number `first` on that fits into so many bytes, or the smallest one. */
export function planFrames(
  { frames }: SharedFrames,
  designs: readonly Placed<Listeners>[],
  first: number,
  limit: number,
): FramePart {
  let [fixed, perFrame, end] = [0, 0, first];
  const least = Math.min(frames, PART_FRAMES);
  for (; end < designs.length; end++) {
    const { design } = designs[end] as Placed<Listeners>;
    const more = listenersSize(design);
    const each = perFrame + FRAME_SLOTS * (WRONG_BYTES + SUMS_BYTES / TALLY_FRAMES) * design.users.length;
    if (end > first && fixed + more + each * least > limit) break;
    fixed += more;
    perFrame = each;
  }
  const room = Math.min(MOST_FRAMES, Math.floor((limit - fixed) / perFrame));
  const most = Math.min(room, Math.max(FEWEST_FRAMES, Math.ceil(frames / PIECES)));
  const chunk = BLOCK * Math.max(1, Math.floor(most / BLOCK));
  return { end, frames: Math.min(chunk, frames), smallest: end === first + 1 && chunk === BLOCK };
}

/** How the frames of a launch are dealt to blocks. */
export interface DealtFrames {
  readonly blocks: number;
  /** Frames of a tile, and threads of a block. */
  readonly tile: number;
  readonly groups: readonly Group[];
  /** Dynamic shared memory of a block, 0 where errors and beams are in global memory. */
  readonly sharedBytes: number;
  /** Complex numbers of a thread in global memory, and the bytes of all of them. */
  readonly room: number;
  readonly scratchBytes: number;
}

/**
 * @param orders of PSK whose symbols a frame has.
 * @param frames of the launch.
 * @param realizations the designs of each.
 * @param resident blocks of so many threads and bytes of shared memory that the card runs side by side.
 * @param limit bytes that a launch may take.
 */
export function dealFrames(
  { cells, usersPerCell, txAntennas, frameLength }: SharedFrames,
  orders: number,
  frames: number,
  realizations: readonly Group[],
  resident: (threads: number, sharedBytes: number) => number,
  limit: number,
): DealtFrames {
  const users = cells * usersPerCell;
  const hot = cells * txAntennas + users;
  const { tile, sharedBytes } = tileOf(COMPLEX_BYTES * hot);
  const symbols = Math.ceil((SYMBOL_BYTES * orders * users * frameLength) / COMPLEX_BYTES);
  const room = frameLength + symbols + (sharedBytes > 0 ? 0 : hot);
  const fill = resident(tile, sharedBytes);
  const tiles = Math.ceil(frames / tile);
  const groups = splitGroups(realizations, Math.ceil(fill / (tiles * realizations.length)));
  const bytes = COMPLEX_BYTES * room * tile;
  const blocks = Math.min(fill, tiles * groups.length, scratchBlocks(bytes, limit / (2 * FRAME_SLOTS)));
  return { blocks, tile, groups, sharedBytes, room, scratchBytes: blocks * bytes };
}
