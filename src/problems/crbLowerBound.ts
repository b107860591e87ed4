import type { Certificate } from '../model/certificates/certificate.ts';
import type { SolverPath } from '../solver/solverPath.ts';

/** Lower bounds on the CRB of the angles, below every design of one realization, threshold, scheme and robustness. */
export interface CrbLowerBound {
  /** Of each BS's CRB, rad^2, [bs]; NaN where the program has no answer. */
  readonly crb: Float64Array;
  /** Of the mean CRB over the BSs, rad^2; NaN where no program has an answer. */
  readonly mean: number;
  /** Proofs of both. */
  readonly certificates: readonly Certificate[];
  /** Interior-point iterations of its programs. */
  readonly solverIterations: number;
  /** Least precise arithmetic of its programs. */
  readonly solverPath: SolverPath;
}
