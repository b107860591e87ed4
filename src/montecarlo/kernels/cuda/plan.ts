import { BLOCK, type ErrorDrawsBatch, type ErrorDrawsDesign } from '../errorDraws.ts';
import { designSize } from './tables.ts';

/** Launches in flight: while the device works at one, the host takes up what came of the one before. */
export const SLOTS = 2;
/** Dynamic shared memory of a block that every card gives without being asked. */
const SHARED_BYTES = 48 * 1024;
const MOST_THREADS = 128;
const FEWEST_THREADS = 32;
/** Error of one antenna at one draw. */
const ERROR_BYTES = 16;
/** Room for errors in global memory, for all blocks of a launch. */
const SCRATCH_BYTES = 2 ** 28;
/** Draws of a launch: where there are more of them, the next one runs while this one is taken up; but no fewer than fill a card. */
const MOST_DRAWS = 2 ** 23;
const FEWEST_DRAWS = 2 ** 18;
const PIECES = 4;
/** Draws for which the designs of a part should have room. */
const PART_DRAWS = 8 * BLOCK;
/** Designs from which making the errors once more for some of them costs little beside their SINRs. */
const GROUP_DESIGNS = 16;
/** Bytes of a candidate for the tail; room for them beside the smallest ones, because the cut is one launch old. */
export const CANDIDATE_BYTES = 16;
const CANDIDATES = 2;

/** Some of the designs of a batch, and how many draws they are evaluated under at a time. */
export interface Part {
  readonly end: number;
  readonly draws: number;
  /** Whether there is no smaller part. */
  readonly smallest: boolean;
}

/** Candidates of a launch that there is room for before it is known how many there are. */
export function candidateRoom(tracks: number, tail: number, draws: number): number {
  return tracks * Math.min(CANDIDATES * tail, draws);
}

/** The part of a batch from design `first` on that fits into so many bytes, or the smallest one. */
export function planPart({ designs, draws, tail }: ErrorDrawsBatch, first: number, limit: number): Part {
  let [fixed, perDraw, end] = [0, 0, first];
  const least = Math.min(draws, PART_DRAWS);
  for (; end < designs.length; end++) {
    const { bytes, tracks } = designSize(designs[end] as ErrorDrawsDesign);
    const more = bytes + SLOTS * CANDIDATE_BYTES * candidateRoom(tracks, tail, draws);
    const each = perDraw + SLOTS * 8 * tracks;
    if (end > first && fixed + more + each * least > limit) break;
    fixed += more;
    perDraw = each;
  }
  const room = Math.min(MOST_DRAWS, Math.floor((limit - fixed) / perDraw));
  const most = Math.min(room, Math.max(FEWEST_DRAWS, Math.ceil(draws / PIECES)));
  const chunk = BLOCK * Math.max(1, Math.floor(most / BLOCK));
  return { end, draws: Math.min(chunk, draws), smallest: end === first + 1 && chunk === BLOCK };
}

/** How the draws of a launch are dealt to blocks. */
export interface Dealt {
  readonly blocks: number;
  /** Draws of a tile, and threads of a block. */
  readonly tile: number;
  readonly groups: number;
  /** Dynamic shared memory of a block, 0 where the errors are in global memory; and the bytes there. */
  readonly sharedBytes: number;
  readonly scratchBytes: number;
}

/**
 * @param draws of the launch.
 * @param designs of the launch.
 * @param resident blocks of so many threads and bytes of shared memory that the card runs side by side.
 * @param limit bytes that a launch may take.
 */
export function dealDraws(
  { cells, txAntennas }: Pick<ErrorDrawsBatch, 'cells' | 'txAntennas'>,
  draws: number,
  designs: number,
  resident: (threads: number, sharedBytes: number) => number,
  limit: number,
): Dealt {
  const each = ERROR_BYTES * cells * txAntennas;
  let tile = MOST_THREADS;
  while (tile > FEWEST_THREADS && tile * each > SHARED_BYTES) tile /= 2;
  const inShared = tile * each <= SHARED_BYTES;
  const sharedBytes = inShared ? tile * each : 0;
  const fill = resident(tile, sharedBytes);
  const tiles = Math.ceil(draws / tile);
  const groups = Math.max(1, Math.min(Math.ceil(fill / tiles), Math.floor(designs / GROUP_DESIGNS)));
  if (inShared) return { blocks: tiles * groups, tile, groups, sharedBytes, scratchBytes: 0 };
  const room = Math.max(1, Math.floor(Math.min(SCRATCH_BYTES, limit / (2 * SLOTS)) / (tile * each)));
  const blocks = Math.min(fill, room, tiles * groups);
  return { blocks, tile, groups, sharedBytes, scratchBytes: blocks * tile * each };
}
