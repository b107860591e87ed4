import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResumableError } from '../../errors.ts';
import type { Chunk } from '../chunks.ts';
import { type ChunkFiles, computeChunks } from '../computeChunks.ts';
import type { StudyPlan } from '../studyPlan.ts';
import { systemFault } from '../../systemErrors.ts';
import { graceSignal } from './graceSignal.ts';

/** Computes lists of chunks, `concurrency` lists at a time and the chunks of a list together. */
export interface ChunkExecutor {
  readonly concurrency: number;
  /**
   * @throws ChunkDropped when the run was told to stop before the chunks were computed.
   * @throws ChunkFailed when they cannot be computed but others may.
   */
  readonly run: (chunks: readonly Chunk[]) => Promise<readonly ChunkFiles[]>;
  /** Designs made so far, about, of the lists under way. */
  readonly underWay: () => number;
  readonly close: () => Promise<void>;
}

/** The chunks were not computed because the run stops. */
export class ChunkDropped extends Error {}

/** These chunks cannot be computed; the message says why in one line, `hint` what mends it. */
export class ChunkFailed extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * The error for chunks that the machine had no memory or files for. Of several some may have room; for one alone there is none, and for the
 * next ones neither.
 */
export function noRoom(chunks: readonly Chunk[], message: string, hint: string | undefined): Error {
  if (chunks.length > 1) return new ChunkFailed(message, hint);
  return new ResumableError(
    `chunk ${chunks[0]?.id}: no room to compute it (${message})`,
    `nothing is lost: ${hint === undefined ? '' : `${hint}, then `}run the same command again`,
  );
}

/**
 * Computes in this thread. Once `stop` is aborted, what is in work is given `graceSeconds` (default 10) as far as the backend lets this
 * thread look at the clock: the cpu does not, and finishes.
 *
 * @param onDesigns called after every batch of programs; a timer of this thread would not be.
 */
export function inProcessExecutor(
  plan: StudyPlan,
  stop: AbortSignal | undefined,
  { graceSeconds, onDesigns }: { readonly graceSeconds?: number; readonly onDesigns?: (() => void) | undefined } = {},
): ChunkExecutor {
  const grace = graceSignal(stop, graceSeconds);
  const dropped = new Promise<never>((_, reject) => {
    grace.signal.addEventListener('abort', () => reject(new ChunkDropped()), { once: true });
  });
  dropped.catch(() => undefined); // it may come between two lists
  let made = 0;
  const count = (done: number): void => {
    made = done;
    onDesigns?.();
  };
  return {
    concurrency: 1,
    underWay: () => made,
    run: async (chunks) => {
      await nextTurn(); // lets a signal reach its handler
      if (stop?.aborted) throw new ChunkDropped();
      try {
        return await Promise.race([computeChunks(plan, chunks, count), dropped]);
      } catch (error) {
        const fault = systemFault(error);
        throw fault?.resumable ? noRoom(chunks, fault.reason, fault.hint) : error;
      } finally {
        made = 0;
      }
    },
    close: async () => grace.cancel(),
  };
}
