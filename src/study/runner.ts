import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { currentBackend } from '../device/startBackend.ts';
import { IsacError, ResumableError } from '../errors.ts';
import { type Chunk, limitChunks } from './chunks.ts';
import { ChunkStore } from './chunkStore.ts';
import type { ChunkFiles } from './computeChunk.ts';
import { finishIfComplete } from './finishStudy.ts';
import type { Study } from './schema.ts';
import { chunksOfShard, type Shard } from './shard.ts';
import { planStudy } from './studyPlan.ts';
import { claimDirectory, requireOwner } from './studyRecord.ts';
import { tablesOf } from './tables/studyTables.ts';
import { ChunkDropped, type ChunkExecutor, ChunkFailed, inProcessExecutor } from './workers/chunkExecutor.ts';
import { chunkPool } from './workers/chunkPool.ts';

/** So many chunks that cannot be computed mean that the machine is at fault: the run ends. */
const MOST_FAILURES = 8;

/** How a study is run; none of it changes its results but `precision`. */
export interface RunOptions {
  /** Study directory. */
  readonly out: string;
  /** Only the chunks that hold the first so many channel realizations. */
  readonly limit?: number;
  /** Only the chunks of this shard. */
  readonly shard?: Shard;
  /** Overrides the precision of the study. */
  readonly precision?: 'fast' | 'precise';
  /** Worker threads that compute chunks; 1, the default, computes in this thread. */
  readonly workers?: number;
  /** Called with the chunks done, those of this run in all, and the designs of the last one. */
  readonly onProgress?: (done: number, total: number, designs: number) => void;
  /** Once it is aborted no chunk is begun; those in work are finished, or dropped after ten seconds. */
  readonly signal?: AbortSignal;
}

/** What a run did. */
export interface RunResult {
  /** Of the study, as in study.json. */
  readonly hash: string;
  /** Chunks computed by this run. */
  readonly chunksDone: number;
  /** Chunks found done. */
  readonly chunksSkipped: number;
  /** All chunks of the study are there. */
  readonly complete: boolean;
}

/**
 * Runs or resumes a study on the backend of this process (`startBackend`): chunks in any order, each written atomically. Their bytes depend neither on the workers nor on
 * the shards, nor on what was done before.
 *
 * @throws InputError when the directory cannot be written, holds another study, or results of another backend.
 * @throws ResumableError when the run was interrupted, a file is damaged or a chunk could not be computed.
 */
export async function runStudy(study: Study, options: RunOptions): Promise<RunResult> {
  const resolved = options.precision ? { ...study, solver: { ...study.solver, precision: options.precision } } : study;
  const plan = planStudy(resolved);
  const { hash, chunks: all } = plan;
  const chunks = chunksOfShard(limitChunks(all, options.limit), options.shard);
  const started = await currentBackend();
  requireOwner(options.out, hash, started.backend.name);
  // looked up before the store reads the manifests: another writer's later success is not ours to judge
  const wasComplete = existsSync(join(options.out, '_SUCCESS'));
  const store = new ChunkStore(options.out, tablesOf(resolved));
  try {
    claimDirectory(store, resolved, hash, started, options.out);
    const missing = new Set((wasComplete ? all : chunks).filter((c) => !store.ledger.isDone(c)));
    // a chunk was lost since then: nobody may take the study for complete until it is there again
    if (wasComplete && missing.size > 0) store.withdraw('_SUCCESS');
    const pending = chunks.filter((c) => missing.has(c));
    const progress = { done: chunks.length - pending.length, computed: 0 };
    options.onProgress?.(progress.done, chunks.length, 0);
    if (pending.length > 0) {
      const workers = Math.min(options.workers ?? 1, pending.length);
      const executor =
        workers > 1
          ? chunkPool({
              study: resolved,
              backend: started.backend.name,
              backendOptions: started.options,
              workers,
              stop: options.signal,
            })
          : inProcessExecutor(plan, options.signal);
      try {
        await computeChunks(executor, store, pending, {
          signal: options.signal,
          onChunk: (designs, computed) => {
            progress.done++;
            if (computed) progress.computed++;
            options.onProgress?.(progress.done, chunks.length, designs);
          },
        });
      } finally {
        await executor.close();
      }
    }
    if (progress.done < chunks.length)
      throw new ResumableError(
        `interrupted after ${progress.done} of ${chunks.length} chunks; nothing is lost`,
        'run the same command again to continue',
      );
    return {
      hash,
      chunksDone: progress.computed,
      chunksSkipped: chunks.length - progress.computed,
      complete: finishIfComplete(store, all, hash),
    };
  } finally {
    store.close();
  }
}

interface ComputeOptions {
  readonly signal: AbortSignal | undefined;
  /** A chunk is done, by us (`computed`) or by another writer. */
  readonly onChunk: (designs: number, computed: boolean) => void;
}

/**
 * Computes and writes chunks until all are done or the signal stops it. At most twice the executor's concurrency of results
 * is in memory: each lane begins its next chunk, then writes the last one, while the workers go on.
 *
 * @throws ResumableError at the end, naming the chunks that could not be computed.
 */
async function computeChunks(
  executor: ChunkExecutor,
  store: ChunkStore,
  pending: readonly Chunk[],
  { signal, onChunk }: ComputeOptions,
): Promise<void> {
  const failed: { chunk: Chunk; message: string }[] = [];
  let next = 0;
  let broken = false;
  const begin = (): { chunk: Chunk; result: ReturnType<ChunkExecutor['run']> } | undefined => {
    while (!broken && !signal?.aborted) {
      const chunk = pending[next++];
      if (!chunk) return undefined;
      if (store.ledger.paths(chunk).every((file) => existsSync(file)) && finishedElsewhere(store, chunk)) {
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

/** True when another writer of the directory has finished the chunk since the manifests were read. */
function finishedElsewhere(store: ChunkStore, chunk: Chunk): boolean {
  store.ledger.refresh();
  return store.ledger.isDone(chunk);
}
