import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Chunk } from '../chunks.ts';
import { type ChunkFiles, computeChunks } from '../computeChunks.ts';
import type { StudyPlan } from '../studyPlan.ts';
import { graceSignal } from './graceSignal.ts';

/** Computes lists of chunks, `concurrency` lists at a time and the chunks of a list together. */
export interface ChunkExecutor {
  readonly concurrency: number;
  /**
   * @throws ChunkDropped when the run was told to stop before the chunks were computed.
   * @throws ChunkFailed when they cannot be computed but others may.
   */
  readonly run: (chunks: readonly Chunk[]) => Promise<readonly ChunkFiles[]>;
  readonly close: () => Promise<void>;
}

/** The chunks were not computed because the run stops. */
export class ChunkDropped extends Error {}

/** These chunks cannot be computed; the message says why in one line. */
export class ChunkFailed extends Error {}

/**
 * Computes in this thread. Once `stop` is aborted, what is in work is given `graceSeconds` (default 10) as far as the backend lets this
 * thread look at the clock: the cpu does not, and finishes.
 */
export function inProcessExecutor(
  plan: StudyPlan,
  stop: AbortSignal | undefined,
  graceSeconds?: number,
): ChunkExecutor {
  const grace = graceSignal(stop, graceSeconds);
  const dropped = new Promise<never>((_, reject) => {
    grace.signal.addEventListener('abort', () => reject(new ChunkDropped()), { once: true });
  });
  dropped.catch(() => undefined); // it may come between two lists
  return {
    concurrency: 1,
    run: async (chunks) => {
      await nextTurn(); // lets a signal reach its handler
      if (stop?.aborted) throw new ChunkDropped();
      return Promise.race([computeChunks(plan, chunks), dropped]);
    },
    close: async () => grace.cancel(),
  };
}
