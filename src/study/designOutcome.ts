import { claimsNothing, isSolved } from '../solver/status.ts';

/** What the status of a design's relaxation says about its point. */
export interface DesignOutcome {
  /** There is a design. */
  readonly feasible: boolean;
  /** Neither is there a design, nor a certificate that there is none. */
  readonly undecided: boolean;
}

/** @param status column `status` of table designs. */
export function designOutcome(status: string): DesignOutcome {
  return { feasible: isSolved(status), undecided: status === 'unbounded' || claimsNothing(status) };
}
