export { ALMOST_MERIT, CENTRED_TOLERANCE, OPTIMAL_MERIT } from './algorithm/tolerances.ts';

/** Stop when the merit is below this. */
export const DEFAULT_TOLERANCE = 1e-8;
export const DEFAULT_ITERATIONS = 60;
