/**
 * What linear algebra alone may say of a program. Rows have norms near 1, so that rows of 1e-10 are judged like others. A combination of rows that
 * vanishes is contradictory where its right-hand side is plainly not zero, and consistent where it is rounding; the case between is left to
 * the interior-point method.
 */

/** The vanishing part of a dependent row or column relative to the norm of the combination. */
export const DEPENDENT = 1e-12;
/** A difference below this share of its parts, and of the combination, counts as rounding. */
const SMALLEST_DIFFERENCE = 1e-8;
/** A point that solves contradictory rows in spite of the rounding in them would be larger than this. */
const LARGEST_POINT = 1e10;

/** What a combination of rows says. */
export type Verdict = 'contradictory' | 'consistent' | 'open';

/**
 * @param value rhs^T y.
 * @param parts sum of abs(rhs_i y_i).
 * @param size sum of abs(y_i), on rows of norm near 1.
 * @param defect norm(A^T y).
 */
export function judgeCombination(value: number, parts: number, size: number, defect: number): Verdict {
  if (!(defect <= DEPENDENT * size)) return 'open';
  if (Math.abs(value) <= SMALLEST_DIFFERENCE * Math.max(parts, size)) return 'consistent';
  return Math.abs(value) >= LARGEST_POINT * defect ? 'contradictory' : 'open';
}
