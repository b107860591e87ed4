import { isBounded } from '../../../model/errorLaw.ts';
import type { SinrDistribution } from '../../distribution.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch, ErrorDrawsDesign } from '../errorDraws.ts';
import { largestAmplitude } from './bounds.ts';

/** Norm of an error of law `gaussian` beyond which there is none: every squared magnitude is at most 53 log 2. */
const LARGEST_NORM = Math.sqrt(53 * Math.LN2);
/** Amplitudes over the root of the noise: their squares and the squares of SINRs then have room in float32. */
const LARGEST_AMPLITUDE = 2 ** 40;
/** SINRs over their mean, whose squares are summed. */
const LARGEST_RATIO = 2 ** 60;
/** Standard deviation over the mean: of SINRs that are closer to one another float32 has the variance to fewer than five digits, and is certain of too few. */
const SMALLEST_SPREAD = 2 ** -10;

/**
 * Whether float32 can tell the SINRs of a design from one another, and holds them: by what float64 found for the first draws.
 *
 * @param head the first draws.
 */
export function fitsFloat32({ law }: ErrorDrawsBatch, { receiver }: ErrorDrawsDesign, head: ErrorDrawsAnswer): boolean {
  if (!receiver.users.every(({ noise }) => noise > 0 && Number.isFinite(noise))) return false;
  const amplitude = largestAmplitude(receiver, isBounded(law) ? 1 : LARGEST_NORM);
  return amplitude <= LARGEST_AMPLITUDE && [head.smallest, ...head.users].every((d) => isSpread(d, amplitude ** 2));
}

function isSpread({ draws, mean, squares }: SinrDistribution, largest: number): boolean {
  return Math.sqrt(squares / draws) >= SMALLEST_SPREAD * mean && largest <= LARGEST_RATIO * mean && mean > 2 ** -60;
}
