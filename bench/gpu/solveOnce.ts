import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../../src/device/backend.ts';
import type { SolverPath } from '../../src/conic/kernels/conicSolve.ts';
import type { RecordedBatch } from './programs/record.ts';

/** What a batch gave. */
export interface Answer {
  /** [programs, 5]: status, iterations, merit, primal and dual objective. */
  readonly info: Float64Array;
  readonly paths: readonly SolverPath[];
  readonly milliseconds: number;
}

/** Upload, solve, check and read-back of a batch, as a study has them solved. */
export async function solveOnce(backend: Backend, batch: RecordedBatch, tolerance: number): Promise<Answer> {
  const { attributes, programs } = batch;
  const start = performance.now();
  const tensors = new Map<string, Tensor>();
  for (const { name, values, shape } of batch.inputs) tensors.set(name, backend.upload(values, [programs, ...shape]));
  const input = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`no input ${name}`);
    return tensor;
  };
  const out = await backend.conicSolve(
    {
      rhs: input('rhs'),
      entries: input('entries'),
      groups: attributes.groups.map((_, i) => ({
        vectors: input(`vectors${i}`),
        weights: input(`weights${i}`),
        dense: input(`dense${i}`),
      })),
      warm: undefined,
    },
    { ...attributes, tolerance },
  );
  const info = (await backend.read(out.info)).slice();
  for (const tensor of [out.scalars, out.multipliers, ...out.psd]) await backend.read(tensor);
  const milliseconds = performance.now() - start;
  dispose([...tensors.values(), out.info, out.scalars, out.multipliers, out.state, ...out.psd]);
  return { info, paths: out.path ?? [], milliseconds };
}
