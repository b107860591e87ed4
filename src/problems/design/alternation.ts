/** Choices of Algorithm 1 that the paper leaves open, and repairs of it (docs/corrections.md, docs/decisions/0004-designs-and-rank-one.md). */

/** Stop when the relative change of the watched quantity is below this. */
export const SETTLED = 1e-3;
export const MAX_ALTERNATIONS = 20;
/** B asks for t <= t* (1 + this), otherwise it has no interior. */
export const CRB_SLACK = 1e-5;
/** Interference caps never fall below this multiple of the noise power, otherwise the next A has no interior. */
export const INTERFERENCE_FLOOR = 1e-3;
/** The leakage cap never falls below this multiple of its maximum, for the same reason. */
export const LEAKAGE_FLOOR = 1e-6;
/** g* of B is at least this: where rho = 1 leaves g free it may be 0, which has no SINR row. */
export const SMALLEST_SINR = 1e-6;
/** CRB cap of B at rho = 0, where the CRB is left free, in rad^2: an angle known to a radian is no knowledge. */
export const FREE_CRB = 1;

/** The best of the values seen, and what has it: the latest one that has settled at the smallest value, which is within 1e-3 of it. */
export interface Best<T> {
  readonly what: T;
  readonly smallest: number;
}

/** Takes up a value, smaller being better. Which of two that have settled is kept must not depend on the arithmetic: the later one is. */
export function keepBest<T>(best: Best<T> | null, what: T, value: number): Best<T> {
  if (best === null || !(value > best.smallest + SETTLED * Math.abs(best.smallest)))
    return { what, smallest: Math.min(value, best?.smallest ?? Infinity) };
  return best;
}

/** True when the later of two values of the watched quantity has settled. */
export function hasSettled(earlier: number, later: number): boolean {
  return Math.abs(later - earlier) < SETTLED * Math.abs(earlier);
}
