import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { InputError } from '../../errors.ts';
import type { Chunk } from '../chunks.ts';
import type { ChunkFiles } from '../computeChunk.ts';
import { ChunkDropped, type ChunkExecutor, ChunkFailed } from './chunkExecutor.ts';
import type { WorkerAnswer, WorkerInput } from './chunkWorker.ts';

export interface PoolSettings extends WorkerInput {
  /** Worker threads, each with its own tfjs runtime and kernels. */
  readonly workers: number;
  /** Once aborted, chunks in work are given `graceSeconds` and then dropped with their thread. */
  readonly stop?: AbortSignal | undefined;
  readonly graceSeconds?: number;
}

/** Below the 30 s that Slurm and Kubernetes leave between SIGTERM and SIGKILL. */
const GRACE_SECONDS = 10;

/** Starts worker threads that compute chunks. Close it, or the process does not end. */
export function chunkPool({ workers, stop, graceSeconds = GRACE_SECONDS, ...input }: PoolSettings): ChunkExecutor {
  const own = fileURLToPath(import.meta.url);
  const source = own.endsWith('.ts'); // run from source, the threads need the loader that this thread has
  const pool = new Piscina<Chunk, WorkerAnswer>({
    filename: own.replace(/chunkPool\.(ts|js)$/, 'chunkWorker.$1'),
    name: 'runChunk',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Infinity,
    atomics: 'disabled', // a waiting worker keeps its event loop, which asynchronous backends need
    workerData: input satisfies WorkerInput,
    ...(source ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  pool.on('error', () => undefined); // a thread that dies idle is replaced; one that dies at work rejects its chunk
  const drop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    timer = setTimeout(() => drop.abort(), 1000 * graceSeconds);
  };
  if (stop?.aborted) onStop();
  else stop?.addEventListener('abort', onStop, { once: true });

  const attempt = async (chunk: Chunk): Promise<WorkerAnswer | Error> => {
    if (stop?.aborted) throw new ChunkDropped();
    try {
      return await pool.run(chunk, { signal: drop.signal });
    } catch (error) {
      if (drop.signal.aborted) throw new ChunkDropped();
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  return {
    concurrency: workers,
    run: async (chunk): Promise<ChunkFiles> => {
      let answer = await attempt(chunk);
      if (answer instanceof Error) answer = await attempt(chunk); // the worker died: once more, in another one
      if (answer instanceof Error)
        throw new ChunkFailed(`its worker died twice (${answer.message.replace(/\s*\n\s*/g, ' ')})`);
      if (answer.kind === 'input') throw new InputError(answer.message, answer.hint);
      if (answer.kind === 'error') throw new Error(`chunk ${chunk.id}: ${answer.stack}`);
      return answer.result;
    },
    close: async () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', onStop);
      await pool.destroy();
    },
  };
}
