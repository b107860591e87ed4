import type { Handle, TensorOps } from '../../../device/tensorflow/ops.ts';
import type { ConicSolveAttributes } from '../conicSolve.ts';
import type { RawProgram } from './equilibrate.ts';
import { type BatchOutputs, solveBatch } from './solveBatch.ts';

/** Inputs of the kernel on the device. */
export interface KernelInputs extends RawProgram {
  /** [batch, stateSize], or null. */
  readonly warm: Handle | null;
}

/** Solves a batch of any size: a single matrix takes another way through TensorFlow's products than one of many, so that a program alone is solved twice. */
export function solvePrograms(ops: TensorOps, a: ConicSolveAttributes, inputs: KernelInputs): BatchOutputs {
  const alone = inputs.rhs.shape[0] === 1;
  const own = (h: Handle): Handle => (alone ? ops.concat([h, h], 0) : h);
  const { warm, rhs, entries, groups } = inputs;
  const raw: RawProgram = {
    rhs: own(rhs),
    entries: own(entries),
    groups: groups.map((g) => ({ vectors: own(g.vectors), weights: own(g.weights), dense: own(g.dense) })),
  };
  const out = solveBatch(ops, a, raw, warm && own(warm));
  const first = (h: Handle): Handle =>
    ops.slice(
      h,
      h.shape.map(() => 0),
      h.shape.map((n, i) => (i === 0 ? 1 : n)),
    );
  if (!alone) return out;
  const { info, scalars, multipliers, state, psd } = out;
  return {
    info: first(info),
    scalars: first(scalars),
    multipliers: first(multipliers),
    state: first(state),
    psd: psd.map(first),
  };
}
