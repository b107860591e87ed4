/** Dynamic shared memory of a block that every card gives without being asked. */
const SHARED_BYTES = 48 * 1024;
const MOST_THREADS = 128;
const FEWEST_THREADS = 32;
/** Room for numbers of threads in global memory, for all blocks of a launch. */
const SCRATCH_BYTES = 2 ** 28;

/**
 * Threads of a block, each for one draw of a tile, and the dynamic shared memory of a block: 0 where even the smallest has too little of it.
 *
 * @param bytes that a thread wants there.
 */
export function tileOf(bytes: number): { readonly tile: number; readonly sharedBytes: number } {
  let tile = MOST_THREADS;
  while (tile > FEWEST_THREADS && tile * bytes > SHARED_BYTES) tile /= 2;
  return { tile, sharedBytes: tile * bytes <= SHARED_BYTES ? tile * bytes : 0 };
}

/** Blocks whose memory of so many bytes each fits, one at least. @param limit bytes for it. */
export function scratchBlocks(bytes: number, limit: number): number {
  return Math.max(1, Math.floor(Math.min(SCRATCH_BYTES, limit) / bytes));
}
