import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Chunk } from '../chunks.ts';
import { type ChunkFiles, computeChunk } from '../computeChunk.ts';
import type { StudyPlan } from '../studyPlan.ts';

/** Computes chunks, `concurrency` at a time. */
export interface ChunkExecutor {
  readonly concurrency: number;
  /**
   * @throws ChunkDropped when the run was told to stop before the chunk was computed.
   * @throws ChunkFailed when the chunk cannot be computed but others may.
   */
  readonly run: (chunk: Chunk) => Promise<ChunkFiles>;
  readonly close: () => Promise<void>;
}

/** The chunk was not computed because the run stops. */
export class ChunkDropped extends Error {}

/** This chunk cannot be computed; the message says why in one line. */
export class ChunkFailed extends Error {}

/** Computes one chunk at a time in this thread; one that has begun is finished. */
export function inProcessExecutor(plan: StudyPlan, stop: AbortSignal | undefined): ChunkExecutor {
  return {
    concurrency: 1,
    run: async (chunk) => {
      await nextTurn(); // lets a signal reach its handler
      if (stop?.aborted) throw new ChunkDropped();
      return computeChunk(plan, chunk);
    },
    close: async () => undefined,
  };
}
