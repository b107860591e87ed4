import { currentBackend } from '../device/startBackend.ts';
import { conicKernelOf } from './kernels/conicKernelOf.ts';
import { INFO } from './kernels/conicSolve.ts';
import { kernelDescriptor } from './words/descriptor.ts';
import { kernelData } from './words/kernelData.ts';
import type { ConicProgram } from './program.ts';
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE } from './settings.ts';
import type { InnerSettings } from './answerStore.ts';
import type { ConicSolution, ProgramSettings } from './solution.ts';
import { CONIC_STATUSES, type ConicStatus, isSolved } from './status.ts';
import { validateProgram, validateSettings } from './validateProgram.ts';

/**
 * Solves a batch of conic programs of one shape on the backend of this process; the function that other programs call (src/library/conic.ts) says more.
 *
 * @throws InputError on a wrong shape, index or number.
 */
export async function solveProgram(
  program: ConicProgram,
  { answers, ...settings }: InnerSettings = {},
): Promise<ConicSolution> {
  validateProgram(program);
  validateSettings(settings, program.data.batch, kernelDescriptor(program.shape).stateSize);
  return answers ? answers.solve(program, settings, solveBatch) : solveBatch(program, settings);
}

/** Has the kernel of the backend solve a checked batch. */
async function solveBatch(program: ConicProgram, settings: ProgramSettings): Promise<ConicSolution> {
  const { batch } = program.data;
  const descriptor = kernelDescriptor(program.shape);
  const { words, stateSize } = descriptor;
  const { rows, entryCount, columnCount, groups } = descriptor.shape;
  const { backend } = await currentBackend();
  const kernel = await conicKernelOf(backend);
  const scalarsOnly = settings.scalarsOnly === true;
  const { info, path, scalars, multipliers, state, psd } = await kernel.solve(
    { batch, ...kernelData(program, descriptor), warm: settings.warmStart },
    {
      descriptor: words,
      rows,
      columns: columnCount,
      stateSize,
      entries: entryCount,
      groups: groups.map(({ n: size, count, vectors, terms, dense }) => ({ size, count, vectors, terms, dense })),
      tolerance: settings.tolerance ?? DEFAULT_TOLERANCE,
      maxIterations: settings.maxIterations ?? DEFAULT_ITERATIONS,
      finish: settings.finish === true,
      scalarsOnly,
    },
  );
  return {
    ...readInfo(info, batch),
    path,
    scalars,
    multipliers,
    state: scalarsOnly ? new Float64Array(0) : state,
    psd: scalarsOnly ? [] : psd,
  };
}

/** True where the backend of this process computes in nothing less than float64. */
export async function computesInFloat64(): Promise<boolean> {
  const { backend } = await currentBackend();
  return backend.arithmetic.every((a) => a === 'float64');
}

type Info = Pick<ConicSolution, 'status' | 'objective' | 'dualObjective' | 'merit' | 'iterations'>;

function readInfo(info: Float64Array, batch: number): Info {
  const status: ConicStatus[] = [];
  const objective = new Float64Array(batch).fill(NaN);
  const dualObjective = new Float64Array(batch).fill(NaN);
  const merit = new Float64Array(batch);
  const iterations = new Int32Array(batch);
  for (let i = 0; i < batch; i++) {
    const s = CONIC_STATUSES[info[i * INFO] as number] ?? 'numericalError';
    status.push(s);
    iterations[i] = info[i * INFO + 1] as number;
    merit[i] = info[i * INFO + 2] as number;
    if (!isSolved(s)) continue;
    objective[i] = info[i * INFO + 3] as number;
    dualObjective[i] = info[i * INFO + 4] as number;
  }
  return { status, objective, dualObjective, merit, iterations };
}
