import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { InputError, ResumableError } from '../../errors.ts';
import type { Chunk } from '../chunks.ts';
import type { ChunkFiles } from '../computeChunks.ts';
import { ChunkDropped, type ChunkExecutor, ChunkFailed } from './chunkExecutor.ts';
import type { WorkerAnswer, WorkerInput } from './chunkWorker.ts';
import { graceSignal } from './graceSignal.ts';
import { threadArguments } from './threadArguments.ts';

export interface PoolSettings extends WorkerInput {
  /** Worker threads, each with its own tfjs runtime and kernels. */
  readonly workers: number;
  /** Once aborted, chunks in work are given `graceSeconds` and then dropped with their thread. */
  readonly stop?: AbortSignal | undefined;
  readonly graceSeconds?: number;
}

/** Starts worker threads that compute chunks. Close it, or the process does not end. */
export function chunkPool({ workers, stop, graceSeconds, ...input }: PoolSettings): ChunkExecutor {
  const own = fileURLToPath(import.meta.url);
  const execArgv = threadArguments(own);
  const pool = new Piscina<readonly Chunk[], WorkerAnswer>({
    filename: own.replace(/chunkPool\.(ts|js)$/, 'chunkWorker.$1'),
    name: 'runChunks',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Infinity,
    atomics: 'disabled', // a waiting worker keeps its event loop, which asynchronous backends need
    workerData: input satisfies WorkerInput,
    ...(execArgv.length > 0 ? { execArgv } : {}),
  });
  pool.on('error', () => undefined); // a thread that dies idle is replaced; one that dies at work rejects its chunk
  const grace = graceSignal(stop, graceSeconds);
  const attempt = async (chunks: readonly Chunk[]): Promise<WorkerAnswer | Error> => {
    if (stop?.aborted) throw new ChunkDropped();
    try {
      return await pool.run(chunks, { signal: grace.signal });
    } catch (error) {
      if (grace.signal.aborted) throw new ChunkDropped();
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  return {
    concurrency: workers,
    run: async (chunks): Promise<readonly ChunkFiles[]> => {
      let answer = await attempt(chunks);
      if (answer instanceof Error) answer = await attempt(chunks); // the worker died: once more, in another one
      if (answer instanceof Error)
        throw new ChunkFailed(`its worker died twice (${answer.message.replace(/\s*\n\s*/g, ' ')})`);
      if (answer.kind === 'noBackend')
        // this process has started the same backend: what the device lacks is room for so many
        throw new ResumableError(
          `one of ${workers} workers could not start the backend: ${answer.message}`,
          'nothing is lost: run the same command again with fewer --workers',
        );
      if (answer.kind === 'refused') throw refusal(answer);
      if (answer.kind === 'error') throw new Error(`chunk ${chunks.map((c) => c.id).join(', ')}: ${answer.stack}`);
      return answer.result;
    },
    close: async () => {
      grace.cancel();
      await pool.destroy();
    },
  };
}

/** A fault of the device can be resumed (exit code 3), as it can without workers; a wrong input cannot. */
function refusal({ code, message, hint }: Extract<WorkerAnswer, { kind: 'refused' }>): InputError | ResumableError {
  return code === 'RESUMABLE' ? new ResumableError(message, hint) : new InputError(message, hint);
}
