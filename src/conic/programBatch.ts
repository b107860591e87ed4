import { invariant } from '../errors.ts';
import { stack } from '../linalg/stack.ts';
import type { ConicProgram, ProgramData } from './program.ts';
import type { ConicSolution } from './solution.ts';

/** Part `index` of an array of `count` equal parts, in its memory. */
export function part<T extends Float64Array | Int32Array>(values: T, index: number, count: number): T {
  const length = values.length / count;
  return values.subarray(index * length, (index + 1) * length) as T;
}

/** The data of one program of a batch, in the memory of the batch. */
export function dataOf({ data }: ConicProgram, index: number): ProgramData {
  const own = (values: Float64Array): Float64Array => part(values, index, data.batch);
  return {
    batch: 1,
    rhs: own(data.rhs),
    entries: own(data.entries),
    psd: data.psd.map((d) => ({ vectors: own(d.vectors), weights: own(d.weights), dense: own(d.dense) })),
  };
}

/** The data of programs of one shape as one batch. */
export function joinData(programs: readonly ProgramData[]): ProgramData {
  const [first] = programs;
  invariant(first, 'a batch has programs');
  return {
    batch: programs.length,
    rhs: stack(programs.map((p) => p.rhs)),
    entries: stack(programs.map((p) => p.entries)),
    psd: first.psd.map((_, g) => ({
      vectors: stack(programs.map((p) => p.psd[g]?.vectors as Float64Array)),
      weights: stack(programs.map((p) => p.psd[g]?.weights as Float64Array)),
      dense: stack(programs.map((p) => p.psd[g]?.dense as Float64Array)),
    })),
  };
}

/** The solution of one program of a batch, in the memory of the batch. */
export function solutionOf(solution: ConicSolution, index: number): ConicSolution {
  const { length: batch } = solution.status;
  const own = <T extends Float64Array | Int32Array>(values: T): T => part(values, index, batch);
  return {
    status: solution.status.slice(index, index + 1),
    objective: own(solution.objective),
    dualObjective: own(solution.dualObjective),
    merit: own(solution.merit),
    iterations: own(solution.iterations),
    path: solution.path.slice(index, index + 1),
    scalars: own(solution.scalars),
    psd: solution.psd.map(own),
    multipliers: own(solution.multipliers),
    state: own(solution.state),
  };
}

/** Solutions of programs of one shape as that of one batch. */
export function joinSolutions(solutions: readonly ConicSolution[]): ConicSolution {
  const [first] = solutions;
  invariant(first, 'a batch has programs');
  const join = (arrayOf: (solution: ConicSolution) => Float64Array): Float64Array => stack(solutions.map(arrayOf));
  return {
    status: solutions.flatMap((s) => s.status),
    objective: join((s) => s.objective),
    dualObjective: join((s) => s.dualObjective),
    merit: join((s) => s.merit),
    iterations: Int32Array.from(solutions.flatMap((s) => [...s.iterations])),
    path: solutions.flatMap((s) => s.path),
    scalars: join((s) => s.scalars),
    psd: first.psd.map((_, g) => join((s) => s.psd[g] as Float64Array)),
    multipliers: join((s) => s.multipliers),
    state: join((s) => s.state),
  };
}
