import { BLOCK, type ErrorDrawsBatch, type ErrorDrawsDesign } from '../errorDraws.ts';
import { designSize } from './partTables.ts';

/** Draws that a workgroup takes up. */
export const THREADS = 64;
/** Draws of a launch, and multiplications of complex numbers: a slow GPU takes less than a second for them, and no watchdog sees it. */
const MOST_DRAWS = 2 ** 20;
const MOST_PRODUCTS = 2 ** 32;
/** Draws for which the designs of a part should have room. */
const PART_DRAWS = 8 * BLOCK;
/** Draws of a launch for each before it: about so many times the smallest ones are candidates. */
const GROWTH = 4;
const CANDIDATE_BYTES = 8;
/** Candidates that there is room for at first, of each track and beside the smallest ones. */
const UNDECIDED = 1024;

/** Some of the designs of a batch, and how many draws they are evaluated under at a time. */
export interface Part {
  /** Designs from .. to - 1. */
  readonly from: number;
  readonly to: number;
  readonly draws: number;
  /** Whether there is no smaller part. */
  readonly smallest: boolean;
}

/** Bytes that the errors of a draw take. */
export function errorBytes({ cells, usersPerCell, txAntennas }: ErrorDrawsBatch): number {
  return 8 * cells ** 2 * usersPerCell * (txAntennas + 1);
}

/** Candidates that there is room for before it is known how many there are. */
export function candidateRoom(tracks: number, tail: number, draws: number): number {
  return tracks * Math.min(GROWTH * tail + UNDECIDED, draws);
}

/** Draws of the launch that begins with draw `first`. */
export function launchDraws(first: number, most: number, draws: number): number {
  return Math.min(most, GROWTH * first, draws - first);
}

/**
 * The part of some designs from one of them on that fits into so many bytes, or the smallest one.
 *
 * @param limit bytes of all buffers together.
 * @param largest bytes of a single buffer.
 */
export function planPart(
  batch: ErrorDrawsBatch,
  designs: readonly ErrorDrawsDesign[],
  from: number,
  limit: number,
  largest: number,
): Part {
  const ofErrors = errorBytes(batch);
  const least = PART_DRAWS * ofErrors;
  let [fixed, tracks, products, to] = [0, 0, 0, from];
  for (; to < designs.length; to++) {
    const design = designs[to] as ErrorDrawsDesign;
    const size = designSize(design);
    const more = size.bytes + 2 * CANDIDATE_BYTES * candidateRoom(size.tracks, batch.tail, Infinity);
    if (to > from && fixed + more + least > Math.min(limit, largest)) break;
    fixed += more;
    tracks += size.tracks;
    products += productsOf(design);
  }
  const perDraw = ofErrors + (16 * tracks) / THREADS;
  const room = Math.min((limit - fixed) / perDraw, largest / ofErrors, MOST_DRAWS, MOST_PRODUCTS / products);
  const draws = BLOCK * Math.max(1, Math.floor(room / BLOCK));
  return { from, to, draws, smallest: to === from + 1 && draws === BLOCK };
}

function productsOf({ receiver }: ErrorDrawsDesign): number {
  return receiver.users.reduce((sum, { rows }) => sum + rows.length / 2, 0);
}
