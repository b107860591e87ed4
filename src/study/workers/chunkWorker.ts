import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { startSolver } from '../../conic/startSolver.ts';
import type { BackendName, BackendOptions } from '../../device/backend.ts';
import { IsacError } from '../../errors.ts';
import { adoptChannels, type SharedChannels } from '../channelFile/openChannelFile.ts';
import { systemFault } from '../../systemErrors.ts';
import type { Chunk } from '../chunks.ts';
import { type ChunkFiles, computeChunks } from '../computeChunks.ts';
import type { Study } from '../schema.ts';
import { planStudy, type StudyPlan } from '../studyPlan.ts';

/** What every worker of a run is given once. */
export interface WorkerInput {
  readonly study: Study;
  readonly backend: BackendName;
  readonly backendOptions: BackendOptions;
  /** Channel file of the study as the starting thread has it open; default: each worker reads the file. */
  readonly channels?: SharedChannels | undefined;
  /** One number that the worker writes and the starting thread reads: designs made so far of the chunks under way. */
  readonly made?: Int32Array;
}

/** What comes back for some chunks: an error class does not survive the way between threads, its fields do. */
export type WorkerAnswer =
  | { readonly kind: 'done'; readonly result: readonly ChunkFiles[] }
  | { readonly kind: 'noBackend'; readonly message: string }
  /** The machine lacks memory or files for this thread beside the others, or the thread died. */
  | { readonly kind: 'noRoom' | 'died'; readonly message: string; readonly hint: string | undefined }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint: string | undefined }
  | { readonly kind: 'error'; readonly stack: string };

let plan: StudyPlan | undefined;

/** Entry of a worker thread: computes some chunks; the table files move to the main thread without a copy. */
export async function runChunks(chunks: readonly Chunk[]): Promise<unknown> {
  const answer = await answerOf(chunks);
  const files = answer.kind === 'done' ? answer.result.flatMap((chunk) => chunk.files) : [];
  const buffers = files.map((f) => f.bytes.buffer as ArrayBuffer);
  return move({ [transferableSymbol]: buffers, [valueSymbol]: answer });
}

async function answerOf(chunks: readonly Chunk[]): Promise<WorkerAnswer> {
  const { study, backend, backendOptions, channels, made } = workerData as WorkerInput;
  try {
    await startSolver(backend, backendOptions); // the first call does the work
  } catch (error) {
    return { kind: 'noBackend', message: error instanceof Error ? error.message : String(error) };
  }
  try {
    if (!plan) {
      if (channels) adoptChannels(channels);
      plan = planStudy(study);
    }
    return {
      kind: 'done',
      result: await computeChunks(plan, chunks, made && ((done) => Atomics.store(made, 0, done))),
    };
  } catch (error) {
    if (error instanceof IsacError) {
      const { code, message, hint } = error;
      return { kind: 'refused', code, message, hint };
    }
    const fault = systemFault(error);
    if (fault?.resumable) return { kind: 'noRoom', message: fault.reason, hint: fault.hint };
    return { kind: 'error', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
