import type { Certificate, CertificateTerms } from '../model/certificates/certificate.ts';
import type { SolverPath } from '../conic/solverPath.ts';
import { provenBounds } from './certificates.ts';
import { costOf, type SolverCost } from './solverCost.ts';
import type { DesignTask } from './types.ts';

/** Lower bounds on the CRB of the angles, below every design of one realization, threshold, scheme and robustness. */
export interface CrbLowerBound extends SolverCost {
  /** Of each BS's CRB, rad^2, [bs]; NaN where the program has no answer. */
  readonly crb: Float64Array;
  /** Of the mean CRB over the BSs, rad^2; NaN where no program has an answer. */
  readonly mean: number;
  /** Proofs of both. */
  readonly certificates: readonly Certificate[];
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
  return { ...provenBounds(task, certificates), certificates, ...costOf(solved) };
}
