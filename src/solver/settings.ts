/** Stop when the merit is below this. */
export const DEFAULT_TOLERANCE = 1e-8;
/** What `optimal` promises at most: a tolerance below it is striven for, and an answer that stays between the two is optimal. */
export const OPTIMAL_MERIT = 1e-8;
export const DEFAULT_ITERATIONS = 60;
