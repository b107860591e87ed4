import type { Certificate, CertificateTerms } from '../model/certificates/certificate.ts';
import { leastPrecise, type SolverPath } from '../conic/solverPath.ts';
import { provenBounds } from './certificates.ts';
import type { DesignTask } from './types.ts';

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

/** A program whose multipliers bound CRBs from below. */
export interface SolvedBound {
  /** Its multipliers as terms of a certificate; null where it has no answer. */
  readonly terms: CertificateTerms | null;
  readonly iterations: number;
  readonly path: SolverPath;
}

/**
 * What the programs of a task prove.
 *
 * @param solved the program of each BS alone; where there are several BSs, then that of their sum. None for a task of the weighted form.
 */
export function lowerBoundOf(task: DesignTask, solved: readonly SolvedBound[]): CrbLowerBound {
  const { form, scenario } = task;
  const threshold = form.kind === 'threshold' ? form.threshold : Number.NaN;
  const certificates = solved.flatMap(({ terms }, i): Certificate[] =>
    terms ? [{ statement: 'bound', bs: i < scenario.cells ? i : null, threshold, terms }] : [],
  );
  return {
    ...provenBounds(task, certificates),
    certificates,
    solverIterations: solved.reduce((sum, s) => sum + s.iterations, 0),
    solverPath: leastPrecise(solved.map((s) => s.path)),
  };
}
