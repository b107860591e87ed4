/**
 * Entry of the process in which `isac-mc doctor` tries one backend, so that a broken driver ends it and not the doctor. Sends a
 * `ProbeProgress` and a `ProbeAnswer` to its parent.
 */
import { conicKernelOf } from '../../conic/kernels/conicKernelOf.ts';
import { startSolver } from '../../conic/startSolver.ts';
import { type BackendChoice, BackendUnavailable } from '../../device/backend.ts';
import { stopBackend } from '../../device/startBackend.ts';
import { IsacError } from '../../errors.ts';
import { knownAnswerError } from '../../problems/benchmark/knownAnswer.ts';
import type { ProbeAnswer, ProbeProgress } from './probeBackend.ts';

async function probe(choice: BackendChoice): Promise<ProbeAnswer> {
  try {
    const { backend, reason, refusals } = await startSolver(choice, { allowSoftware: choice !== 'auto' });
    const { name, device, arithmetic } = backend;
    const facts = { ...backend.facts, ...(await conicKernelOf(backend)).facts };
    process.send?.({ started: device } satisfies ProbeProgress);
    const check = await knownAnswerError();
    await stopBackend();
    return { usable: true, name, device, reason, refusals, arithmetic, facts, ...check };
  } catch (error) {
    const hint = error instanceof IsacError ? error.hint : undefined;
    return { usable: false, problem: problemOf(error), hint: hint ?? null };
  }
}

/** Without the name of the backend, which stands beside it. */
function problemOf(error: unknown): string {
  if (error instanceof BackendUnavailable) return error.problem;
  return error instanceof Error ? error.message : String(error);
}

const answer = await probe(process.argv[2] as BackendChoice);
process.send?.(answer, () => process.exit(0));
