import { BLOCK, type ErrorDrawsBatch, type ErrorDrawsDesign } from '../errorDraws.ts';
import { type Group, type Placed, splitGroups } from './groups.ts';
import { designSize } from './tables.ts';
import { scratchBlocks, tileOf } from './tiles.ts';

/** Launches in flight: while the device works at one, the host takes up what came of the one before. */
export const SLOTS = 2;
/** Error of one antenna at one draw. */
const ERROR_BYTES = 16;
/** Draws of a launch: where there are more of them, the next one runs while this one is taken up; but no fewer than fill a card. */
const MOST_DRAWS = 2 ** 23;
const FEWEST_DRAWS = 2 ** 18;
const PIECES = 4;
/** Draws for which the designs of a part should have room. */
const PART_DRAWS = 8 * BLOCK;
/** Bytes of a candidate for the tail; room for them beside the smallest ones, because the cut is one launch old. */
export const CANDIDATE_BYTES = 16;
const CANDIDATES = 2;

/** What designs have in common that are evaluated together, of several realizations too. */
export type SharedDraws = Omit<ErrorDrawsBatch, 'realization' | 'designs'>;

/** Some of the designs, and how many draws they are evaluated under at a time. */
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

/** Bytes of a batch that waits to be run with others: of its tables, and of the SINRs of a part. */
export function batchBytes({ designs, draws }: Pick<ErrorDrawsBatch, 'designs' | 'draws'>): number {
  const sinrs = 8 * Math.min(draws, PART_DRAWS);
  return designs.reduce((sum, design) => {
    const { bytes, tracks } = designSize(design);
    return sum + bytes + sinrs * tracks;
  }, 0);
}

/** The part of some designs from number `first` on that fits into so many bytes, or the smallest one. */
export function planPart(
  { draws, tail }: SharedDraws,
  designs: readonly Placed<ErrorDrawsDesign>[],
  first: number,
  limit: number,
): Part {
  let [fixed, perDraw, end] = [0, 0, first];
  const least = Math.min(draws, PART_DRAWS);
  for (; end < designs.length; end++) {
    const { bytes, tracks } = designSize((designs[end] as Placed<ErrorDrawsDesign>).design);
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
  readonly groups: readonly Group[];
  /** Dynamic shared memory of a block, 0 where the errors are in global memory; and the bytes there. */
  readonly sharedBytes: number;
  readonly scratchBytes: number;
}

/**
 * @param draws of the launch.
 * @param realizations the designs of each.
 * @param resident blocks of so many threads and bytes of shared memory that the card runs side by side.
 * @param limit bytes that a launch may take.
 */
export function dealDraws(
  { cells, txAntennas }: Pick<ErrorDrawsBatch, 'cells' | 'txAntennas'>,
  draws: number,
  realizations: readonly Group[],
  resident: (threads: number, sharedBytes: number) => number,
  limit: number,
): Dealt {
  const each = ERROR_BYTES * cells * txAntennas;
  const { tile, sharedBytes } = tileOf(each);
  const fill = resident(tile, sharedBytes);
  const tiles = Math.ceil(draws / tile);
  const groups = splitGroups(realizations, Math.ceil(fill / (tiles * realizations.length)));
  const blocks = tiles * groups.length;
  if (sharedBytes > 0) return { blocks, tile, groups, sharedBytes, scratchBytes: 0 };
  const few = Math.min(fill, blocks, scratchBlocks(tile * each, limit / (2 * SLOTS)));
  return { blocks: few, tile, groups, sharedBytes, scratchBytes: few * tile * each };
}
