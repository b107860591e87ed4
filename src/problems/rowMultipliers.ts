import { localMultipliers } from '../conic/localMultipliers.ts';
import type { ProgramShape } from '../conic/program.ts';
import type { ConicSolution } from '../conic/solution.ts';

/** Multipliers of a solution. */
export interface RowMultipliers {
  /** They contradict the program, in place of a bound. */
  readonly refutes: boolean;
  /** Of a global row. */
  readonly row: (row: number) => number;
  /** Of the local rows of a coupled cone of a block, [2 axes]. */
  readonly local: (block: number, input: number) => Float64Array;
}

/** Multipliers of program `index` of a batch. */
export function rowMultipliers(shape: ProgramShape, solution: ConicSolution, index: number): RowMultipliers {
  const { rows } = shape;
  const local = localMultipliers(shape, solution, index);
  const coupled = shape.psd[0]?.coupled;
  const [inputs, length] = [coupled?.inputs.length ?? 0, 2 * (coupled?.axes.length ?? 0)];
  return {
    refutes: solution.status[index] === 'infeasible',
    row: (row) => solution.multipliers[index * rows + row] as number,
    local: (block, input) => {
      const at = (block * inputs + input) * length;
      return local.subarray(at, at + length);
    },
  };
}
