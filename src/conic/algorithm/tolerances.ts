/** What `optimal` promises at most: a tolerance below it is striven for, and an answer that stays between the two is optimal. */
export const OPTIMAL_MERIT = 1e-8;
/** Promise of `almostOptimal`. */
export const ALMOST_MERIT = 1e-5;
/** Tolerances below this ask for W itself, not for its objective alone: kernels centre such answers (docs/decisions/0018). */
export const CENTRED_TOLERANCE = 1e-9;
