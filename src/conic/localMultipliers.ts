import { localDualOffset } from './words/descriptor.ts';
import { localRows, type ProgramShape } from './program.ts';
import type { ConicSolution } from './solution.ts';

/**
 * Multipliers of the block-local rows of program `index` of a batch, group after group [block][cone][2 axes]: of y_a = v_axes[a]^H W_k v_inputs[u], real and imaginary
 * parts interleaved (`CoupledCones`). They are part of the state: empty of a solution with `scalarsOnly`.
 */
export function localMultipliers(shape: ProgramShape, { state, status }: ConicSolution, index: number): Float64Array {
  const count = localRows(shape);
  const size = state.length / status.length;
  if (count === 0 || size === 0) return new Float64Array(0);
  const at = index * size + localDualOffset(size, shape.rows, count);
  return state.subarray(at, at + count);
}
