/** What a worker thread has beside what computing adds to this one (measured). */
const THREAD_BYTES = 8 * 2 ** 20;
/** A run of minutes has a larger heap than a sample of seconds (measured: 1.1 to 1.3 times the resident set). */
const GROWTH = 1.2;
/** Results that wait to be written, in chunks for each worker (`runChunks`). */
const WAITING_CHUNKS = 6;

/**
 * Peak resident set of a run, from that of this process, which has computed some of its designs in this thread.
 *
 * @param threads of the run; 1 computes in the main thread.
 * @param before resident set before the first design.
 * @param chunkBytes files of a chunk.
 */
export function runMemory(threads: number, before: number, chunkBytes: number): number {
  const peak = GROWTH * 1024 * process.resourceUsage().maxRSS;
  const waiting = threads * WAITING_CHUNKS * chunkBytes;
  const others = threads > 1 ? threads * (THREAD_BYTES + Math.max(0, peak - before)) : 0;
  return peak + others + waiting;
}
