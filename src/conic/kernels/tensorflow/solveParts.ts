import type { ConicSolveAttributes } from '../conicSolve.ts';
import { DeviceFault } from '../../../device/deviceFault.ts';
import type { RawProgram } from './equilibrate.ts';
import type { Handle, TensorOps } from '../../../device/tensorflow/ops.ts';
import { type BatchOutputs, solveBatch } from './solveBatch.ts';

/** Inputs of the kernel on the device. */
export interface KernelInputs extends RawProgram {
  /** [batch, stateSize], or null. */
  readonly warm: Handle | null;
}

/**
 * Calls `solve` for consecutive parts of 0 .. batch - 1; one that ends in a DeviceFault is tried again in halves.
 *
 * @throws DeviceFault that names the size of the part, when a single program is too much.
 */
export function inParts<T>(batch: number, most: number, solve: (from: number, to: number) => T): T[] {
  const parts: T[] = [];
  let size = most;
  for (let from = 0; from < batch;) {
    const to = Math.min(batch, from + size);
    try {
      parts.push(solve(from, to));
      from = to;
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error;
      if (to - from === 1) throw new DeviceFault(`${error.message}, for a batch of one program`);
      size = Math.ceil((to - from) / 2);
    }
  }
  return parts;
}

/** Solves a batch in parts of at most `most` programs (2 or more), so that its working memory is bounded; less where the device has less. */
export function solveParts(ops: TensorOps, a: ConicSolveAttributes, inputs: KernelInputs, most: number): BatchOutputs {
  const [batch = 0] = inputs.rhs.shape;
  const parts = inParts(batch, most, (from, to) => ops.tidy(() => solvePart(ops, a, inputs, from, to)));
  const joined = (pick: (part: BatchOutputs) => Handle): Handle => ops.concat(parts.map(pick), 0);
  return {
    info: joined((p) => p.info),
    scalars: joined((p) => p.scalars),
    multipliers: joined((p) => p.multipliers),
    state: joined((p) => p.state),
    psd: a.groups.map((_, i) => joined((p) => p.psd[i] as Handle)),
  };
}

function solvePart(
  ops: TensorOps,
  a: ConicSolveAttributes,
  inputs: KernelInputs,
  from: number,
  to: number,
): BatchOutputs {
  const rows = (h: Handle, at: number, count: number): Handle =>
    count === h.shape[0]
      ? h
      : ops.slice(
          h,
          h.shape.map((_, i) => (i === 0 ? at : 0)),
          h.shape.map((n, i) => (i === 0 ? count : n)),
        );
  const own = (h: Handle): Handle => {
    const some = rows(h, from, to - from);
    // a single matrix takes another way through TensorFlow's products than one of many: two programs at least
    return to - from > 1 ? some : ops.concat([some, some], 0);
  };
  const { warm, rhs, entries, groups } = inputs;
  const raw: RawProgram = {
    rhs: own(rhs),
    entries: own(entries),
    groups: groups.map((g) => ({ vectors: own(g.vectors), weights: own(g.weights), dense: own(g.dense) })),
  };
  const out = solveBatch(ops, a, raw, warm && own(warm));
  const cut = (h: Handle): Handle => rows(h, 0, to - from);
  return {
    info: cut(out.info),
    scalars: cut(out.scalars),
    multipliers: cut(out.multipliers),
    state: cut(out.state),
    psd: out.psd.map(cut),
  };
}
