import { leastPrecise, type SolverPath } from '../conic/solverPath.ts';

/** What the programs behind a result took. */
export interface SolverCost {
  /** Interior-point iterations of all of them. */
  readonly solverIterations: number;
  /** Least precise arithmetic of all of them. */
  readonly solverPath: SolverPath;
}

/** The cost of a result without programs; frozen, because `charge` changes what it is given. */
export const NO_COST: SolverCost = Object.freeze({ solverIterations: 0, solverPath: 'float64' });

/** The cost in a result, without its other fields. */
export function costFields({ solverIterations, solverPath }: SolverCost): SolverCost {
  return { solverIterations, solverPath };
}

/** The cost of some solutions. */
export function costOf(solutions: readonly { readonly iterations: number; readonly path: SolverPath }[]): SolverCost {
  return {
    solverIterations: solutions.reduce((sum, s) => sum + s.iterations, 0),
    solverPath: leastPrecise(solutions.map((s) => s.path)),
  };
}

/** The cost of several results together. */
export function sumOfCosts(costs: readonly SolverCost[]): SolverCost {
  return costOf(costs.map(({ solverIterations, solverPath }) => ({ iterations: solverIterations, path: solverPath })));
}

/** Charges a result under way with further costs. */
export function charge(run: SolverCost, ...further: readonly SolverCost[]): void {
  Object.assign(run, sumOfCosts([run, ...further]));
}
