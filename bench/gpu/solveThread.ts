/** A thread of together.ts: starts the backend, solves one batch to warm up, and then as many as go into the time that it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import type { BackendName, BackendOptions } from '../../src/device/backend.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { invariant } from '../../src/errors.ts';
import { readPrograms } from './programs/files.ts';
import { repeat } from './programs/record.ts';
import { solveOnce } from './solveOnce.ts';

/** What a thread is told. */
export interface ThreadInput {
  readonly backend: BackendName;
  readonly backendOptions: BackendOptions;
  /** Folder of recorded programs, and the name of a kind there. */
  readonly folder: string;
  readonly kind: string;
  readonly batch: number;
  readonly tolerance: number;
  readonly seconds: number;
  /** Becomes 1 when the threads are to begin. */
  readonly go: Int32Array<SharedArrayBuffer>;
}

/** What it answers. */
export interface SolvedByThread {
  readonly programs: number;
}

const { backend: name, backendOptions, folder, kind, batch, tolerance, seconds, go } = workerData as ThreadInput;
const port = parentPort;
invariant(port, 'this module runs in a worker thread');
const { backend } = await startBackend(name, backendOptions);
const kernel = await conicKernelOf(backend);
const recorded = readPrograms(folder)?.find((k) => k.name === kind);
invariant(recorded, 'the main thread has read the same programs');
const tiled = repeat(recorded.batch, batch);
await solveOnce(kernel, tiled, tolerance);
port.postMessage('ready');
Atomics.wait(go, 0, 0);
const start = performance.now();
let programs = 0;
do {
  await solveOnce(kernel, tiled, tolerance);
  programs += batch;
} while (performance.now() - start < 1000 * seconds);
port.postMessage({ programs } satisfies SolvedByThread);
await stopBackend();
