import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { conicKernelOf } from '../conic/kernels/conicKernelOf.ts';
import { isGpuBackend } from '../device/backend.ts';
import { currentBackend } from '../device/startBackend.ts';
import { InputError, ResumableError } from '../errors.ts';
import { type Chunk, limitChunks } from './chunks.ts';
import { chunksTogether } from './chunksTogether.ts';
import { ChunkStore } from './chunkStore.ts';
import { failedIn, type FailedRows, failedRowsOf } from './failedRows.ts';
import { finishIfComplete } from './finishStudy.ts';
import { runChunks } from './runChunks.ts';
import type { Study } from './schema.ts';
import { chunksOfShard, type Shard } from './shard.ts';
import { monitorOf, type StopReport } from './stopping/stopMonitor.ts';
import { planStudy } from './studyPlan.ts';
import { designProgress } from './designProgress.ts';
import { claimDirectory, requireOwner } from './studyRecord.ts';
import { tablesOf } from './tables/studyTables.ts';
import { startExecutor } from './workers/startExecutor.ts';
import { withPrecision } from './withPrecision.ts';

const SECOND = 1000;

/** How a study is run; none of it changes its results but `precision`. */
export interface RunOptions {
  /** Study directory. */
  readonly out: string;
  /** Only the chunks that hold the first so many channel realizations. */
  readonly limit?: number;
  /** Only the chunks of this shard. */
  readonly shard?: Shard;
  /** Computes chunks with failed rows again. Default: they are done. */
  readonly retryFailed?: boolean;
  /** Overrides the precision of the study. */
  readonly precision?: 'fast' | 'precise';
  /** Worker threads that compute chunks; 1, the default, computes in this thread. */
  readonly workers?: number;
  /**
   * Devices that the workers are spread over, as `BackendOptions.device` names them. Default: all on the one that the backend was
   * started on. Give at least one worker for each.
   */
  readonly devices?: readonly string[];
  /** Designs that a worker computes together, as far as whole chunks go; default: what the backend is good for (on the cpu what takes half a second). */
  readonly batch?: number;
  /** Called with the chunks done, those of this run in all, and the designs of the last one. */
  readonly onProgress?: (done: number, total: number, designs: number) => void;
  /**
   * Called with the designs done, about, of those of this run in all, once at the beginning and then about once a second, also within a chunk. The count never falls;
   * designs of a chunk that is computed once more are not counted twice.
   */
  readonly onDesigns?: (done: number, total: number) => void;
  /** Called when the run goes on with fewer workers than it began with, with a line that says why. */
  readonly onWarning?: (line: string) => void;
  /** Once it is aborted no chunk is begun; those in work are finished, or dropped after ten seconds. */
  readonly signal?: AbortSignal;
}

/** What a run did; failed rows are those of its chunks, computed and found done. */
export interface RunResult extends FailedRows {
  /** Of the study, as in study.json. */
  readonly hash: string;
  /** Chunks computed by this run. */
  readonly chunksDone: number;
  /** Chunks found done. */
  readonly chunksSkipped: number;
  /** Chunks of the whole study; of one with a rule those until it stopped, or at most. */
  readonly studyChunks: number;
  /** Those of them that are done now, by this run or by any other one. */
  readonly studyChunksDone: number;
  /** All chunks of the study are there. */
  readonly complete: boolean;
  /** Of a study with a rule: what is known now. */
  readonly stop?: StopReport;
}

/**
 * Runs or resumes a study on the backend of this process (`startBackend`): chunks in any order, each written atomically.
 * Their bytes depend neither on the workers nor on the shards, nor on what was done before.
 *
 * @throws InputError when the directory cannot be written, holds another study, or results of another backend or of a stand-in for it, or when
 * a device would have no worker.
 * @throws ResumableError when the run was interrupted, a file is damaged or a chunk could not be computed.
 */
export async function runStudy(study: Study, options: RunOptions): Promise<RunResult> {
  const [threads, devices] = [options.workers ?? 1, options.devices?.length ?? 1];
  if (threads < devices)
    throw new InputError(`workers: expected at least ${devices}, one for each of the devices, got ${threads}`);
  const resolved = withPrecision(study, options.precision);
  const plan = planStudy(resolved);
  const { hash, chunks: all } = plan;
  const chunks = chunksOfShard(limitChunks(all, options.limit), options.shard);
  const started = await currentBackend();
  // refuses devices that cannot share a study
  const names = devices > 1 ? started.backend.deviceNames?.(options.devices ?? []) : [];
  if (!names) throw new InputError(`devices: expected one with backend ${started.backend.name}, got ${devices}`);
  requireOwner(options.out, hash, started.backend);
  // looked up before the store reads the manifests: another writer's later success is not ours to judge
  const wasComplete = existsSync(join(options.out, '_SUCCESS'));
  const store = new ChunkStore(options.out, tablesOf(resolved));
  try {
    claimDirectory(store, resolved, hash, started, options.out, options.devices);
    if (options.retryFailed)
      for (const chunk of chunks) if (failedIn(store.ledger, chunk) > 0) store.ledger.computeAgain(chunk);
    const monitor = monitorOf(plan, store.ledger);
    const chunkCount = (): number => monitor?.advance() ?? all.length;
    const needed = (list: readonly Chunk[]): Chunk[] => {
      const count = chunkCount();
      return list.filter((c) => c.id < count);
    };
    const begun = needed(chunks);
    const missing = new Set((wasComplete ? needed(all) : begun).filter((c) => !store.ledger.isDone(c)));
    // a chunk was lost since then: nobody may take the study for complete until it is there again
    if (wasComplete && missing.size > 0) store.withdraw('_SUCCESS');
    const pending = begun.filter((c) => missing.has(c));
    const progress = { done: begun.length - pending.length, byOthers: 0 };
    options.onProgress?.(progress.done, begun.length, 0);
    const designs = designProgress(plan, begun, pending, options.onDesigns);
    if (pending.length > 0) {
      const workers = Math.min(threads, pending.length);
      const executor = await startExecutor(plan, started, {
        workers,
        devices: options.devices,
        stop: options.signal,
        onWarning: options.onWarning,
        onDesigns: () => designs.tell(executor.underWay()),
      });
      // worker threads and devices leave this one its timers
      const timer = setInterval(() => designs.tell(executor.underWay()), SECOND);
      try {
        await runChunks(executor, store, pending, {
          signal: options.signal,
          together: chunksTogether(
            plan,
            { pending: pending.length, workers, devices, batch: options.batch },
            await conicKernelOf(started.backend),
          ),
          grow: options.batch === undefined && !isGpuBackend(started.backend.name),
          chunkCount,
          onChunk: (own, computed) => {
            progress.done++;
            if (!computed) progress.byOthers++;
            designs.finish(executor.underWay());
            options.onProgress?.(progress.done, begun.length, own);
          },
        });
      } finally {
        clearInterval(timer);
        await executor.close();
      }
    }
    const mine = needed(chunks);
    const done = store.ledger.listedAmong(mine).length;
    if (done < mine.length)
      throw new ResumableError(
        `interrupted after ${done} of ${mine.length} chunks; finished chunks are kept`,
        'run the same command again to continue',
      );
    const complete = finishIfComplete(store, plan, monitor);
    const whole = needed(all);
    // chunks that were computed beside those that made a rule stop the study are not counted
    const found = Math.min(mine.length, mine.filter((c) => !missing.has(c)).length + progress.byOthers);
    return {
      hash,
      chunksDone: mine.length - found,
      chunksSkipped: found,
      studyChunks: whole.length,
      studyChunksDone: store.ledger.listedAmong(whole).length,
      complete,
      ...failedRowsOf(plan, store.ledger, mine),
      ...(monitor ? { stop: monitor.report() } : {}),
    };
  } finally {
    store.close();
  }
}
