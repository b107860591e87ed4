import type { KernelConfig, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Backend, HostTensorBackend } from '../../device/backend.ts';
import { dispose, engine, getKernel, registerKernel, unregisterKernel } from '../../device/tfjs.ts';
import { invariant } from '../../errors.ts';
import { SOLVER_PATHS, type SolverPath } from '../solverPath.ts';
import { type ConicBatch, type ConicSolveAttributes, INFO, type ConicAnswers } from './conicSolve.ts';

/**
 * Name of the batched solve in tfjs's registry of kernels. On every backend its inputs are tensors `rhs`, `entries`, `warm` (absent: cold starts) and for each
 * group i `vectors{i}`, `weights{i}`, `dense{i}`, laid out as `ConicBatch`; its attributes are `ConicSolveAttributes`; its outputs are info, scalars,
 * multipliers, path (places in `SOLVER_PATHS`), state and the PSD blocks of each group, laid out as `ConicAnswers`.
 */
export const CONIC_SOLVE = 'IsacConicSolve';

/** Outputs without states and PSD blocks. */
const SCALARS = 4;

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
    kernel(inputs, { ...(attrs as unknown as ConicSolveAttributes), scalarsOnly: false });
  if (getKernel(CONIC_SOLVE, backendName)) unregisterKernel(CONIC_SOLVE, backendName);
  registerKernel({ kernelName: CONIC_SOLVE, backendName, kernelFunc });
  backend.onStop(() => unregisterKernel(CONIC_SOLVE, backendName));
}

/**
 * Registers a solve on arrays as the kernel of a backend whose tensors are arrays.
 *
 * @param solve where it is asynchronous the kernel returns at once, and its outputs have their values when it ends.
 */
export function registerOnArrays(
  backend: HostTensorBackend,
  solve: (batch: ConicBatch, attributes: ConicSolveAttributes) => ConicAnswers | Promise<ConicAnswers>,
): void {
  registerConicSolve(backend, (inputs, a) => {
    const batch = batchOf(backend, inputs, a);
    const solved = solve(batch, a);
    return outputs(batch.batch, a).map(({ shape, of }) =>
      backend.upload(solved instanceof Promise ? solved.then(of) : of(solved), shape),
    );
  });
}

/** Solves a batch by the registered kernel of the active backend, on tensors that live no longer than that. */
export async function solveOnTensors(
  backend: Backend,
  batch: ConicBatch,
  a: ConicSolveAttributes,
): Promise<ConicAnswers> {
  const inputs: NamedTensorMap = {};
  try {
    for (const [name, values, shape] of inputArrays(batch, a)) inputs[name] = backend.upload(values, shape);
    const attributes = a as unknown as Record<string, never>;
    const out = engine().runKernel(CONIC_SOLVE, inputs, attributes) as unknown as Tensor[];
    try {
      const wanted = a.scalarsOnly === true ? out.slice(0, SCALARS) : out;
      const arrays = await Promise.all(wanted.map(async (tensor) => backend.read(tensor)));
      const [info, scalars, multipliers, path, state = new Float64Array(0), ...psd] = arrays;
      invariant(info && scalars && multipliers && path, 'the conic kernel has all its outputs');
      return { info, scalars, multipliers, state, psd, path: Array.from(path, (i) => SOLVER_PATHS[i] as SolverPath) };
    } finally {
      dispose(out);
    }
  } finally {
    dispose(inputs);
  }
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
  readonly of: (solved: ConicAnswers) => Float64Array;
}

function outputs(batch: number, a: ConicSolveAttributes): readonly Output[] {
  return [
    { shape: [batch, INFO], of: ({ info }) => info },
    { shape: [batch, a.columns], of: ({ scalars }) => scalars },
    { shape: [batch, a.rows], of: ({ multipliers }) => multipliers },
    { shape: [batch], of: ({ path }) => Float64Array.from(path, (own) => SOLVER_PATHS.indexOf(own)) },
    { shape: [batch, a.stateSize], of: ({ state }) => state },
    ...a.groups.map(({ count, size }, i) => ({
      shape: [batch, count, size, size, 2],
      of: ({ psd }: ConicAnswers) => psd[i] as Float64Array,
    })),
  ];
}
