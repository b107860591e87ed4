import { currentBackend } from '../device/startBackend.ts';
import { conicKernelOf } from './kernels/conicKernelOf.ts';
import { type ConicSolveAttributes, INFO } from './kernels/conicSolve.ts';
import { kernelDescriptor, type KernelDescriptor } from './words/descriptor.ts';
import { kernelData } from './words/kernelData.ts';
import { scalarColumns, type ConicProgram, type ProgramShape } from './program.ts';
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE } from './settings.ts';
import type { ConicSolution, ProgramSettings } from './solution.ts';
import { CONIC_STATUSES, type ConicStatus, isSolved } from './status.ts';
import { validateProgram, validateSettings } from './validateProgram.ts';

/** What every solve of a shape needs. */
interface ShapeLayout {
  readonly descriptor: KernelDescriptor;
  readonly columns: number;
  /** Of each PSD group, in kernel order. */
  readonly groups: ConicSolveAttributes['groups'];
}

const layouts = new WeakMap<ProgramShape, ShapeLayout>();

function layoutOf(shape: ProgramShape): ShapeLayout {
  let layout = layouts.get(shape);
  if (!layout) {
    const descriptor = kernelDescriptor(shape);
    const groups = shape.psd.map((g, i) => ({
      size: g.size,
      count: g.count,
      vectors: descriptor.slots[i]?.length ?? g.vectors,
      terms: g.terms.left.length,
      dense: g.denseCount,
    }));
    layout = { descriptor, columns: scalarColumns(shape), groups };
    layouts.set(shape, layout);
  }
  return layout;
}

/**
 * Solves a batch of conic programs of one shape on the backend of this process; the function that other programs call (src/library/conic.ts) says more.
 *
 * @throws InputError on a wrong shape, index or number.
 */
export async function solveProgram(program: ConicProgram, settings: ProgramSettings = {}): Promise<ConicSolution> {
  validateProgram(program);
  const { shape, data } = program;
  const { batch } = data;
  const { descriptor, columns, groups } = layoutOf(shape);
  validateSettings(settings, batch, descriptor.stateSize);
  const { backend } = await currentBackend();
  const kernel = await conicKernelOf(backend);
  const scalarsOnly = settings.scalarsOnly === true;
  const { info, path, scalars, multipliers, state, psd } = await kernel.solve(
    { batch, ...kernelData(program, descriptor), warm: settings.warmStart },
    {
      descriptor: descriptor.words,
      rows: shape.rows,
      columns,
      stateSize: descriptor.stateSize,
      entries: shape.entryRow.length,
      groups,
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
