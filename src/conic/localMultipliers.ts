import { localRows, type ProgramShape } from './program.ts';
import type { ConicSolution } from './solution.ts';
import { kernelDescriptor } from './words/descriptor.ts';
import { stateParts } from './words/state.ts';

/**
 * Multipliers of the block-local rows of program `index` of a batch, group after group [block][cone][2 axes]: of y_a = v_axes[a]^H W_k v_inputs[u], real and imaginary
 * parts interleaved (`CoupledCones`). They are part of the state: empty of a solution with `scalarsOnly`.
 */
export function localMultipliers(shape: ProgramShape, { state }: ConicSolution, index: number): Float64Array {
  const words = kernelDescriptor(shape).shape;
  const [first] = words.groups;
  if (!first || state.length === 0) return new Float64Array(0);
  const { y, size } = stateParts(words);
  const from = index * size + y + first.stateDual;
  return state.subarray(from, from + localRows(shape));
}
