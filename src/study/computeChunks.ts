import { IsacError, ResumableError } from '../errors.ts';
import type { Chunk } from './chunks.ts';
import type { ChunkStore } from './chunkStore.ts';
import type { ChunkFiles } from './computeChunk.ts';
import { ChunkDropped, type ChunkExecutor, ChunkFailed } from './workers/chunkExecutor.ts';

/** So many chunks that cannot be computed mean that the machine is at fault: the run ends. */
const MOST_FAILURES = 8;

export interface ComputeOptions {
  /** Once it is aborted no chunk is begun. */
  readonly signal: AbortSignal | undefined;
  /** Number of chunks of the study by what is done now: a rule may have stopped it. */
  readonly chunkCount: () => number;
  /** A chunk is done, by us (`computed`) or by another writer. */
  readonly onChunk: (designs: number, computed: boolean) => void;
}

/**
 * Computes and writes chunks until all are done or the signal stops it. At most twice the executor's concurrency of results
 * is in memory: each lane begins its next chunk, then writes the last one, while the workers go on.
 *
 * @param pending chunks in ascending order.
 * @throws ResumableError at the end, naming the chunks that could not be computed.
 */
export async function computeChunks(
  executor: ChunkExecutor,
  store: ChunkStore,
  pending: readonly Chunk[],
  { signal, chunkCount, onChunk }: ComputeOptions,
): Promise<void> {
  const failed: { chunk: Chunk; message: string }[] = [];
  let next = 0;
  let broken = false;
  const begin = (): { chunk: Chunk; result: ReturnType<ChunkExecutor['run']> } | undefined => {
    while (!broken && !signal?.aborted) {
      const chunk = pending[next];
      if (!chunk || chunk.id >= chunkCount()) return undefined;
      next++;
      if (store.ledger.isDoneByNow(chunk)) {
        onChunk(0, false);
        continue;
      }
      const result = executor.run(chunk);
      result.catch(() => undefined); // awaited one round later
      return { chunk, result };
    }
    return undefined;
  };
  const lane = async (): Promise<void> => {
    let current = begin();
    while (current) {
      const { chunk, result } = current;
      const files = await settle(chunk, result);
      if (files === 'dropped') return;
      current = begin();
      if (files === 'failed') continue;
      if (chunk.id >= chunkCount()) continue; // begun before the chunks that decide were done
      store.write(chunk, files);
      onChunk(files.designs, true);
    }
  };
  const settle = async (chunk: Chunk, result: Promise<ChunkFiles>): Promise<ChunkFiles | 'failed' | 'dropped'> => {
    try {
      return await result;
    } catch (error) {
      if (error instanceof ChunkDropped) return 'dropped';
      if (error instanceof ChunkFailed) {
        store.writeFailure(chunk, error.message);
        failed.push({ chunk, message: error.message });
        if (failed.length >= MOST_FAILURES) broken = true;
        return 'failed';
      }
      if (!(error instanceof IsacError)) noteBug(store, chunk, error);
      throw error;
    }
  };
  const lanes = await Promise.allSettled(
    Array.from({ length: executor.concurrency }, async () => {
      try {
        await lane();
      } catch (error) {
        broken = true; // the other lanes begin nothing more
        throw error;
      }
    }),
  );
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason;
  if (failed.length > 0)
    throw new ResumableError(
      failed.map(({ chunk, message }) => `chunk ${chunk.id}: ${message}`).join('\n'),
      'run the same command again to try once more',
    );
}

/** The error itself goes on to the user; that the disk refuses a note about it adds nothing. */
function noteBug(store: ChunkStore, chunk: Chunk, error: unknown): void {
  try {
    store.writeFailure(chunk, error instanceof Error ? error.message : String(error));
  } catch {
    return;
  }
}
