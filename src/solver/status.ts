/** Public solver statuses, everywhere; the order is the wire code of kernels. */
export const CONIC_STATUSES = [
  'optimal',
  'almostOptimal',
  'infeasible',
  'unbounded',
  'iterationLimit',
  'numericalError',
] as const;

/**
 * `optimal`: merit below the tolerance; `almostOptimal`: below 1e-5; `infeasible`: the primal is (certificate verified);
 * `unbounded`: the dual is infeasible (certificate verified); `iterationLimit`, `numericalError`: no claim is made.
 */
export type ConicStatus = (typeof CONIC_STATUSES)[number];
