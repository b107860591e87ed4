import { Piscina } from 'piscina';
import { InputError, ResumableError } from '../../errors.ts';
import { entryFile } from '../../packageRoot.ts';
import { oneLine } from '../../plainText.ts';
import { systemFault } from '../../systemErrors.ts';
import type { Chunk } from '../chunks.ts';
import type { ChunkFiles } from '../computeChunks.ts';
import { ChunkDropped, type ChunkExecutor, ChunkFailed, noRoom } from './chunkExecutor.ts';
import type { WorkerAnswer, WorkerInput } from './chunkWorker.ts';
import { graceSignal } from './graceSignal.ts';
import { threadArguments } from './threadArguments.ts';
import { WorkerTeam } from './workerTeam.ts';

export interface PoolSettings extends WorkerInput {
  /** Worker threads, each with its own tfjs runtime and kernels. */
  readonly workers: number;
  /** Once aborted, chunks in work are given `graceSeconds` and then dropped with their thread. */
  readonly stop?: AbortSignal | undefined;
  readonly graceSeconds?: number;
  /** Called when the run goes on with fewer workers, with a line that says why. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Limits of each thread, as `node:worker_threads` has them. Default: those of the process. */
  readonly resourceLimits?: { readonly maxOldGenerationSizeMb: number };
}

/** A thread that computes a list of chunks at a time; one that dies is replaced. */
interface Member {
  /** Designs made so far of its chunks. */
  readonly made: () => number;
  readonly run: (chunks: readonly Chunk[], signal: AbortSignal) => Promise<WorkerAnswer>;
  readonly close: () => Promise<void>;
}

function startMember(input: WorkerInput, resourceLimits: PoolSettings['resourceLimits']): Member {
  const made = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: WorkerInput = { ...input, made };
  const filename = entryFile('study/workers/chunkWorker');
  const execArgv = threadArguments(filename);
  const thread = new Piscina<readonly Chunk[], WorkerAnswer>({
    filename,
    name: 'runChunks',
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: Infinity,
    atomics: 'disabled', // a waiting worker keeps its event loop, which asynchronous backends need
    workerData,
    ...(resourceLimits ? { resourceLimits } : {}),
    ...(execArgv.length > 0 ? { execArgv } : {}),
  });
  thread.on('error', () => undefined); // of a thread without a task; one that dies at work rejects its task
  return {
    made: () => Atomics.load(made, 0),
    run: async (chunks, signal) => {
      try {
        return await runOn(thread, chunks, signal);
      } finally {
        Atomics.store(made, 0, 0);
      }
    },
    close: async () => thread.destroy(),
  };
}

/** Runs a task on a pool of one thread. A thread that dies while it loads its modules has no task yet: the one that waits for it would wait for ever. */
async function runOn(
  thread: Piscina<readonly Chunk[], WorkerAnswer>,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<WorkerAnswer> {
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  let cause: unknown;
  const died = (error: unknown): void => {
    cause = error;
    stop();
  };
  signal.addEventListener('abort', stop);
  thread.once('error', died);
  if (signal.aborted) stop();
  try {
    return await thread.run(chunks, { signal: ended.signal });
  } catch (error) {
    throw cause ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    thread.off('error', died);
  }
}

/**
 * Starts worker threads that compute chunks. A thread that the machine has no room for (memory, open files, a device) leaves, and the
 * others go on. Close it, or the process does not end.
 */
export function chunkPool(settings: PoolSettings): ChunkExecutor {
  const { workers, stop, graceSeconds, onWarning, resourceLimits, ...input } = settings;
  const members = Array.from({ length: workers }, () => startMember(input, resourceLimits));
  const team = new WorkerTeam(members);
  const grace = graceSignal(stop, graceSeconds);
  const attempt = async (member: Member, chunks: readonly Chunk[]): Promise<WorkerAnswer> => {
    if (stop?.aborted) throw new ChunkDropped();
    try {
      return await member.run(chunks, grace.signal);
    } catch (error) {
      if (grace.signal.aborted) throw new ChunkDropped();
      return death(error);
    }
  };
  /** Tells of workers that leave within a second together: they mostly do. */
  let told: NodeJS.Timeout | undefined;
  let reason = '';
  const tell = (): void =>
    onWarning?.(`${team.size} of ${workers} workers go on, the others found no room (${reason})`);
  const shrunk = (message: string): void => {
    reason = message;
    clearTimeout(told);
    told = setTimeout(() => {
      told = undefined;
      tell();
    }, 1000);
  };
  /** An answer other than that the machine has no room, unless no other worker is left to try. */
  const settle = async (chunks: readonly Chunk[]): Promise<WorkerAnswer> => {
    for (;;) {
      const member = await team.take();
      try {
        const answer = await attempt(member, chunks);
        if (answer.kind !== 'noBackend' && answer.kind !== 'noRoom') return answer;
        if (!(await team.dismiss(member))) return answer;
        shrunk(answer.message);
      } finally {
        team.give(member);
      }
    }
  };
  return {
    concurrency: workers,
    underWay: () => members.reduce((sum, { made }) => sum + made(), 0),
    run: async (chunks): Promise<readonly ChunkFiles[]> => {
      let answer = await settle(chunks);
      if (answer.kind === 'died') answer = await settle(chunks); // once more, in another one
      if (answer.kind !== 'done') throw faultOf(answer, chunks, workers);
      return answer.result;
    },
    close: async () => {
      grace.cancel();
      clearTimeout(told);
      if (told) tell();
      await team.close();
    },
  };
}

/** What became of a thread that gave no answer. Out of its own heap it may do better next time; other room is missing for good. */
function death(error: unknown): WorkerAnswer {
  const fault = systemFault(error);
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const isRoom = fault?.resumable === true && fault.code !== 'ERR_WORKER_OUT_OF_MEMORY';
  return { kind: isRoom ? 'noRoom' : 'died', message, hint: fault?.hint };
}

/** The error that an answer without results means for the run. */
function faultOf(answer: Exclude<WorkerAnswer, { kind: 'done' }>, chunks: readonly Chunk[], workers: number): Error {
  switch (answer.kind) {
    case 'died':
      return new ChunkFailed(`its worker died twice (${answer.message})`, answer.hint);
    case 'noRoom':
      return noRoom(chunks, answer.message, answer.hint);
    case 'noBackend':
      // this process has started the same backend: what the device lacks is room for one more
      return new ResumableError(
        `none of ${workers} workers could start the backend: ${answer.message}`,
        'nothing is lost: run the same command again with --workers 1',
      );
    case 'refused': {
      // a fault of the device can be resumed (exit code 3), as it can without workers; a wrong input cannot
      const { code, message, hint } = answer;
      return code === 'RESUMABLE' ? new ResumableError(message, hint) : new InputError(message, hint);
    }
    default:
      return new Error(`chunk ${chunks.map((c) => c.id).join(', ')}: ${answer.stack}`);
  }
}
