import { claimsNothing, isSolved } from '../conic/status.ts';

/** Status in table `designs` of a draw that cannot be computed: column `failure` says why. */
export const FAILED = 'failed';

/** What the status of a row of table `designs` says about its point. */
export interface DesignOutcome {
  /** There is a design. */
  readonly feasible: boolean;
  /** Neither is there a design, nor a certificate that there is none: the solver made no claim, or the draw failed. */
  readonly undecided: boolean;
  /** The draw cannot be computed. */
  readonly failed: boolean;
}

/** @param status column `status` of table designs. */
export function designOutcome(status: string): DesignOutcome {
  const failed = status === FAILED;
  return { feasible: isSolved(status), undecided: failed || status === 'unbounded' || claimsNothing(status), failed };
}
