import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { StartedBackend } from '../../src/device/startBackend.ts';
import { threadArguments } from '../../src/study/workers/threadArguments.ts';
import type { SolvedByThread, ThreadInput } from './solveThread.ts';

/** Batches that several worker threads have solved at the same time, each with its own backend. */
export interface TogetherMeasured {
  readonly threads: number;
  readonly batch: number;
  readonly tolerance: number;
  /** With upload, solve, check in float64 and read-back, of all threads together. */
  readonly programsPerSecond: number;
}

/** Seconds that the threads solve for. */
const SECONDS = 2;

/** Solves batches of one kind on several threads at once: what a study gets when its host work is spread over cores. */
export async function measureTogether(
  { backend, options }: StartedBackend,
  { threads, ...what }: { threads: number } & Pick<ThreadInput, 'folder' | 'kind' | 'batch' | 'tolerance'>,
): Promise<TogetherMeasured> {
  const own = fileURLToPath(import.meta.url);
  const go = new Int32Array(new SharedArrayBuffer(4));
  const input: ThreadInput = { ...what, backend: backend.name, backendOptions: options, seconds: SECONDS, go };
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(own.replace(/together\.(ts|js)$/, 'solveThread.$1'), {
        workerData: input,
        execArgv: threadArguments(own),
      }),
  );
  try {
    await Promise.all(workers.map(async (worker) => messageOf(worker))); // each has solved a batch
    const start = performance.now();
    const answers = workers.map(async (worker) => (await messageOf(worker)) as SolvedByThread);
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
    const solved = await Promise.all(answers);
    const seconds = (performance.now() - start) / 1000;
    const programs = solved.reduce((sum, answer) => sum + answer.programs, 0);
    return { threads, batch: what.batch, tolerance: what.tolerance, programsPerSecond: programs / seconds };
  } finally {
    await Promise.all(workers.map(async (worker) => worker.terminate()));
  }
}

async function messageOf(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread ended with ${code} before it had solved anything`)));
  });
}
