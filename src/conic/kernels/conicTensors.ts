import type { KernelConfig, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Backend, GpuTensorBackend, HostTensorBackend } from '../../device/backend.ts';
import { dispose, engine, getKernel, registerKernel, unregisterKernel } from '../../device/tfjs.ts';
import { invariant } from '../../errors.ts';
import { SOLVER_PATHS, type SolverPath } from '../solverPath.ts';
import { type ConicBatch, type ConicKernel, type ConicSolveAttributes, INFO, type SolvedBatch } from './conicSolve.ts';

/**
 * Name of the batched solve in tfjs's registry of kernels. On every backend its inputs are tensors `rhs`, `entries`, `warm` (absent: cold starts) and for each
 * group i `vectors{i}`, `weights{i}`, `dense{i}`, laid out as `ConicBatch`; its attributes are `ConicSolveAttributes`; its outputs are info, scalars,
 * multipliers, state, path (places in `SOLVER_PATHS`) and the PSD blocks of each group, laid out as `SolvedBatch`.
 */
export const CONIC_SOLVE = 'IsacConicSolve';

type Inputs = Parameters<KernelConfig['kernelFunc']>[0]['inputs'];

/** An input of the kernel. */
export function inputOf(inputs: Inputs, name: string): TensorInfo {
  const input = inputs[name];
  invariant(input, `conic kernel has its input ${name}`);
  return input;
}

/** Registers the kernel of an opened backend until that is stopped. */
export function registerConicSolve(
  backend: Backend,
  kernel: (inputs: Inputs, attributes: ConicSolveAttributes) => TensorInfo[],
): void {
  const { name: backendName } = backend;
  const kernelFunc: KernelConfig['kernelFunc'] = ({ inputs, attrs }) =>
    kernel(inputs, attrs as unknown as ConicSolveAttributes);
  if (getKernel(CONIC_SOLVE, backendName)) unregisterKernel(CONIC_SOLVE, backendName);
  registerKernel({ kernelName: CONIC_SOLVE, backendName, kernelFunc });
  backend.onStop(() => unregisterKernel(CONIC_SOLVE, backendName));
}

/** Registers a solve on arrays as the kernel of a backend whose tensors are arrays. */
export function registerOnArrays(
  backend: HostTensorBackend,
  solve: (batch: ConicBatch, attributes: ConicSolveAttributes) => SolvedBatch,
): void {
  registerConicSolve(backend, (inputs, a) => {
    const batch = batchOf(backend, inputs, a);
    const solved = solve(batch, a);
    return outputs(batch.batch, a, a.scalarsOnly !== true).map(({ of, shape }) => backend.upload(of(solved), shape));
  });
}

/** The same for a solve that goes on while the process does: outputs have their values once it ends. */
export function registerOnPromises(backend: GpuTensorBackend, solve: ConicKernel['solve']): void {
  registerConicSolve(backend, (inputs, a) => {
    const batch = batchOf(backend, inputs, a);
    const solved = solve(batch, a);
    return outputs(batch.batch, a, true).map(({ of, shape }) => backend.upload(solved.then(of), shape));
  });
}

/** Solves a batch by the registered kernel of the active backend, on tensors that live no longer than that. */
export async function solveOnTensors(
  backend: Backend,
  batch: ConicBatch,
  a: ConicSolveAttributes,
): Promise<SolvedBatch> {
  const inputs = Object.fromEntries(
    inputArrays(batch, a).map(([name, values, shape]) => [name, backend.upload(values, shape)]),
  );
  try {
    const out = runConicSolve(inputs, a);
    try {
      const arrays = await Promise.all(out.map(async (tensor) => backend.read(tensor)));
      const [info, scalars, multipliers, state, path, ...psd] = arrays;
      invariant(info && scalars && multipliers && state && path, 'the conic kernel has all its outputs');
      return {
        info,
        scalars,
        multipliers,
        state,
        psd,
        path: Array.from(path, (code) => SOLVER_PATHS[code] as SolverPath),
      };
    } finally {
      dispose(out);
    }
  } finally {
    dispose(inputs);
  }
}

/** One call of the registered kernel; the caller disposes of the tensors. */
export function runConicSolve(inputs: NamedTensorMap, attributes: ConicSolveAttributes): Tensor[] {
  return engine().runKernel(CONIC_SOLVE, inputs, attributes as unknown as Record<string, never>) as unknown as Tensor[];
}

/** The arrays of a batch with their names and shapes as inputs of the kernel. */
function inputArrays(
  { batch, rhs, entries, groups, warm }: ConicBatch,
  a: ConicSolveAttributes,
): readonly (readonly [name: string, values: Float64Array, shape: readonly number[]])[] {
  return [
    ['rhs', rhs, [batch, a.rows]],
    ['entries', entries, [batch, a.entries]],
    ...groups.flatMap((own, i) => {
      const { size = 0, count = 0, vectors = 0, terms = 0, dense = 0 } = a.groups[i] ?? {};
      return [
        [`vectors${i}`, own.vectors, [batch, count, vectors, size, 2]],
        [`weights${i}`, own.weights, [batch, count, terms, 2]],
        [`dense${i}`, own.dense, [batch, count, dense, size, size, 2]],
      ] as const;
    }),
    ...(warm ? [['warm', warm, [batch, a.stateSize]] as const] : []),
  ];
}

function batchOf(backend: HostTensorBackend, inputs: Inputs, a: ConicSolveAttributes): ConicBatch {
  const values = (name: string): Float64Array => backend.values(inputOf(inputs, name));
  return {
    batch: inputOf(inputs, 'rhs').shape[0] ?? 0,
    rhs: values('rhs'),
    entries: values('entries'),
    groups: a.groups.map((_, i) => ({
      vectors: values(`vectors${i}`),
      weights: values(`weights${i}`),
      dense: values(`dense${i}`),
    })),
    warm: inputs['warm'] && values('warm'),
  };
}

interface Output {
  readonly shape: readonly number[];
  readonly of: (solved: SolvedBatch) => Float64Array;
}

/** The outputs of the kernel. @param whole with states and PSD blocks. */
function outputs(batch: number, a: ConicSolveAttributes, whole: boolean): readonly Output[] {
  return [
    { shape: [batch, INFO], of: ({ info }) => info },
    { shape: [batch, a.columns], of: ({ scalars }) => scalars },
    { shape: [batch, a.rows], of: ({ multipliers }) => multipliers },
    { shape: [batch, whole ? a.stateSize : 0], of: ({ state }) => state },
    { shape: [batch], of: ({ path }) => Float64Array.from(path, (own) => SOLVER_PATHS.indexOf(own)) },
    ...(whole ? a.groups : []).map(({ count, size }, i) => ({
      shape: [batch, count, size, size, 2],
      of: ({ psd }: SolvedBatch) => psd[i] as Float64Array,
    })),
  ];
}
