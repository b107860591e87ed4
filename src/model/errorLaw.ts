/**
 * Laws of the CSI error e of a link with radius d and N antennas: uniform in the ball norm(e) <= d, uniform on its sphere, or
 * CN(0, (d^2 / N) I), whose mean square norm is d^2 and which no ball bounds. All of them are isotropic; a
 * link with a shape S has the error S e.
 */
export const ERROR_LAWS = ['ball', 'sphere', 'gaussian'] as const;
/** One of `ERROR_LAWS`. */
export type ErrorLaw = (typeof ERROR_LAWS)[number];

/** Whether errors of a law have a largest norm, so that there is a worst case. */
export function isBounded(law: ErrorLaw): boolean {
  return law !== 'gaussian';
}
