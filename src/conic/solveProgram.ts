import type { Tensor } from '@tensorflow/tfjs-core';
import { dispose } from '../device/tfjs.ts';
import { currentBackend } from '../device/startBackend.ts';
import { kernelDescriptor } from './words/descriptor.ts';
import { kernelData } from './words/kernelData.ts';
import type { ConicProgram } from './program.ts';
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE } from './settings.ts';
import type { ConicSolution, ProgramSettings } from './solution.ts';
import { CONIC_STATUSES, type ConicStatus, isSolved } from './status.ts';
import { validateProgram, validateSettings } from './validateProgram.ts';

const INFO = 5;

/**
 * Solves a batch of conic programs of one shape on the backend of this process; the function that other programs call (src/library/conic.ts) says more.
 *
 * @throws InputError on a wrong shape, index or number.
 */
export async function solveProgram(program: ConicProgram, settings: ProgramSettings = {}): Promise<ConicSolution> {
  validateProgram(program);
  const { batch } = program.data;
  const descriptor = kernelDescriptor(program.shape);
  const { words, stateSize } = descriptor;
  const { rows, entryCount, columnCount, groups: sizes } = descriptor.shape;
  validateSettings(settings, batch, stateSize);
  const { backend } = await currentBackend();
  const scalarsOnly = settings.scalarsOnly === true;
  const inputs: Tensor[] = [];
  const input = (values: Float64Array, dims: number[]): Tensor => {
    const t = backend.upload(values, dims);
    inputs.push(t);
    return t;
  };
  try {
    const ordered = kernelData(program, descriptor);
    const groups = ordered.groups.map((d, i) => {
      const { n, count, vectors, terms, dense } = sizes[i] as (typeof sizes)[number];
      return {
        vectors: input(d.vectors, [batch, count, vectors, n, 2]),
        weights: input(d.weights, [batch, count, terms, 2]),
        dense: input(d.dense, [batch, count, dense, n, n, 2]),
      };
    });
    const warm = settings.warmStart;
    const out = await backend.conicSolve(
      {
        rhs: input(ordered.rhs, [batch, rows]),
        entries: input(ordered.entries, [batch, entryCount]),
        groups,
        warm: warm && batch > 0 ? input(warm, [batch, warm.length / batch]) : undefined,
      },
      {
        descriptor: words,
        rows,
        columns: columnCount,
        stateSize,
        entries: entryCount,
        groups: sizes.map(({ n: size, count, vectors, terms, dense }) => ({ size, count, vectors, terms, dense })),
        tolerance: settings.tolerance ?? DEFAULT_TOLERANCE,
        maxIterations: settings.maxIterations ?? DEFAULT_ITERATIONS,
        finish: settings.finish === true,
        scalarsOnly,
      },
    );
    try {
      const read = async (tensor: Tensor): Promise<Float64Array> => backend.read(tensor);
      const info = await read(out.info);
      return {
        ...readInfo(info, batch),
        path: out.path ?? Array.from({ length: batch }, () => 'float64' as const),
        scalars: await read(out.scalars),
        multipliers: await read(out.multipliers),
        state: scalarsOnly ? new Float64Array(0) : await read(out.state),
        psd: scalarsOnly ? [] : await Promise.all(out.psd.map(read)),
      };
    } finally {
      dispose([out.info, out.scalars, out.multipliers, out.state, ...out.psd]);
    }
  } finally {
    dispose(inputs);
  }
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
