import { IsacError, ResumableError } from '../errors.ts';
import type { Chunk } from './chunks.ts';
import type { ChunkStore } from './chunkStore.ts';
import type { ChunkFiles } from './computeChunks.ts';
import { ChunkWriter } from './chunkWriter.ts';
import { ChunkDropped, type ChunkExecutor, ChunkFailed } from './workers/chunkExecutor.ts';

/** So many chunks that cannot be computed mean that the machine is at fault: the run ends. */
const MOST_FAILURES = 8;

/** Results of a lane that wait to be written, in lists of chunks that are computed together. */
const WAITING = 4;
/** Lists of chunks grow until they take so many seconds: what begins and ends a list then costs little, and a kill too. */
const GROWN_SECONDS = 0.5;
/** The most chunks of a list that grows. */
const MOST_GROWN = 32;
/** After a list that took more seconds than these the next one is shorter, and begins only when the chunks are on the disk: a kill must not cost them. */
const SLOW = 1;

export interface RunChunksOptions {
  /** Chunks that are computed together. */
  readonly together: number;
  /** More of them, as many as take half a second to a second: for a backend that is as quick with few as with many. Default: no. */
  readonly grow?: boolean;
  /** Once it is aborted no chunk is begun. */
  readonly signal: AbortSignal | undefined;
  /** Number of chunks of the study by what is done now: a rule may have stopped it. */
  readonly chunkCount: () => number;
  /** A chunk is done, by us (`computed`) or by another writer. */
  readonly onChunk: (designs: number, computed: boolean) => void;
}

/**
 * Computes and writes chunks until all are done or the signal stops it. Each lane begins its next chunks and hands the last ones over to be
 * written meanwhile. At most six times the executor's concurrency of results is in memory.
 *
 * @param pending chunks in ascending order.
 * @throws ResumableError at the end, naming the chunks that could not be computed.
 */
export async function runChunks(
  executor: ChunkExecutor,
  store: ChunkStore,
  pending: readonly Chunk[],
  { together, grow = false, signal, chunkCount, onChunk }: RunChunksOptions,
): Promise<void> {
  const failed: { chunk: Chunk; message: string; hint: string | undefined }[] = [];
  const most = grow ? Math.max(together, MOST_GROWN) : together;
  const writer = new ChunkWriter(store, WAITING * most * executor.concurrency, ({ result }) =>
    onChunk(result.designs, true),
  );
  /** Chunks of the next list. */
  let size = together;
  let next = 0;
  let broken = false;
  const begin = (): { chunks: Chunk[]; result: ReturnType<ChunkExecutor['run']> } | undefined => {
    const chunks: Chunk[] = [];
    // towards the end no lane takes the others' part
    const part = Math.min(size, Math.max(together, Math.ceil((pending.length - next) / executor.concurrency)));
    while (!broken && !signal?.aborted && chunks.length < part) {
      const chunk = pending[next];
      if (!chunk || chunk.id >= chunkCount()) break;
      next++;
      if (store.ledger.isDoneByNow(chunk)) onChunk(0, false);
      else chunks.push(chunk);
    }
    return chunks.length > 0 ? { chunks, result: start(chunks) } : undefined;
  };
  const start = (chunks: readonly Chunk[]): ReturnType<ChunkExecutor['run']> => {
    const result = executor.run(chunks);
    result.catch(() => undefined); // awaited one round later
    return result;
  };
  const lane = async (): Promise<void> => {
    let current = begin();
    while (current) {
      const { chunks, result } = current;
      const files = await settle(chunks, result);
      if (files === 'dropped') return;
      const seconds = files.reduce((sum, own) => sum + (own?.seconds ?? 0), 0);
      const isSlow = seconds > SLOW;
      if (grow && seconds < GROWN_SECONDS) size = Math.min(most, 2 * size);
      if (grow && isSlow) size = Math.max(together, size >> 1);
      if (!isSlow) current = begin();
      for (const [i, chunk] of chunks.entries()) {
        const own = files[i];
        // failed, or begun before the chunks that decide were done
        if (!own || chunk.id >= chunkCount()) continue;
        await writer.hasRoom();
        writer.add({ chunk, result: own });
      }
      if (!isSlow) continue;
      await writer.finish(); // a chunk that is computed in this thread would keep the writer waiting
      current = begin();
    }
  };
  /** Files of each chunk, none of one that failed. */
  const settle = async (
    chunks: readonly Chunk[],
    result: ReturnType<ChunkExecutor['run']>,
  ): Promise<readonly (ChunkFiles | undefined)[] | 'dropped'> => {
    try {
      return await result;
    } catch (error) {
      if (error instanceof ChunkDropped) return 'dropped';
      const [chunk] = chunks;
      if (error instanceof ChunkFailed && chunk) return chunks.length > 1 ? oneByOne(chunks) : fail(chunk, error);
      if (!(error instanceof IsacError)) for (const c of chunks) noteBug(store, c, error);
      throw error;
    }
  };
  /** Finds out which of some chunks it is that fails. */
  const oneByOne = async (chunks: readonly Chunk[]): Promise<(ChunkFiles | undefined)[] | 'dropped'> => {
    const files: (ChunkFiles | undefined)[] = [];
    for (const chunk of chunks) {
      const own = await settle([chunk], start([chunk]));
      if (own === 'dropped') return files.length > 0 ? files : own;
      files.push(own[0]);
    }
    return files;
  };
  const fail = (chunk: Chunk, { message, hint }: ChunkFailed): undefined[] => {
    store.writeFailure(chunk, message);
    failed.push({ chunk, message, hint });
    if (failed.length >= MOST_FAILURES) broken = true;
    return [undefined];
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
  const [written] = await Promise.allSettled([writer.finish()]);
  for (const outcome of [...lanes, written]) if (outcome.status === 'rejected') throw outcome.reason;
  const mend = failed.find(({ hint }) => hint !== undefined)?.hint;
  if (failed.length > 0)
    throw new ResumableError(
      failed.map(({ chunk, message }) => `chunk ${chunk.id}: ${message}`).join('\n'),
      `${mend === undefined ? '' : `${mend}, then `}run the same command again to try once more`,
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
