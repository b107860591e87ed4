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

/** Wire code of a status. */
export function statusCode(status: ConicStatus): number {
  return CONIC_STATUSES.indexOf(status);
}

/** True of a status that comes with an answer. */
export function isSolved(status: string): boolean {
  return status === 'optimal' || status === 'almostOptimal';
}

/** True of a status that claims nothing at all: another start may find an answer. */
export function claimsNothing(status: string): boolean {
  return status === 'iterationLimit' || status === 'numericalError';
}
