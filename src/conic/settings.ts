import { CONSTANTS } from './algorithm/constants.ts';

export const { ALMOST_MERIT, CENTRED_TOLERANCE, OPTIMAL_MERIT } = CONSTANTS;

/** Stop when the merit is below this. */
export const DEFAULT_TOLERANCE = 1e-8;
export const DEFAULT_ITERATIONS = 60;
