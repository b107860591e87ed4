import type { SolverPath } from '../solver/solverPath.ts';

/** CRBs below which no design of a robustness can come at a threshold, by dual objectives of relaxed programs. */
export interface CrbLowerBound {
  /** Of every BS, whatever the others' CRBs, rad^2, [bs]; NaN where its program has no answer. */
  readonly crb: Float64Array;
  /** Of the mean over the BSs, rad^2. */
  readonly mean: number;
  /** Interior-point iterations behind it. */
  readonly solverIterations: number;
  /** Least precise arithmetic over its programs. */
  readonly solverPath: SolverPath;
}
