import { type HermitianSum, SMALLEST } from './hermitianSum.ts';

/** Steps of the ladder of shifts, and its factor. */
const SHIFTS = 16;
const SHIFT_FACTOR = 8;
/** First shift, as a share of what would balance the linear part alone. */
const FIRST_SHIFT = 1e-12;

/**
 * Upper bound of the sum over the times of -x^H A_s x + Re(p_s^H x), A_s = s I - Z_s, with what the shift s adds, s sum norm(x_s)^2, charged at its largest value `energy`: the best
 * of a ladder of shifts.
 */
export function largestOfTimes(
  matrices: readonly { readonly z: HermitianSum; readonly p: Float64Array }[],
  energy: number,
): number {
  const linear = matrices.reduce((sum, { p }) => sum + p.reduce((squares, x) => squares + x * x, 0), 0);
  const excess = Math.max(...matrices.map(({ z }) => z.excess()));
  if (linear === 0) return excess * energy + matrices.length * SMALLEST * Math.sqrt(energy);
  // the best shift where Z = 0 is sqrt(linear / energy) / 2: far below it nothing is gained
  let shift = Math.max(excess, FIRST_SHIFT * Math.sqrt(linear / energy));
  let best = Infinity;
  for (let i = 0; i < SHIFTS; i++, shift *= SHIFT_FACTOR) {
    let value = shift * energy;
    for (const { z, p } of matrices) value += z.largestConcave(shift, p, Math.sqrt(energy));
    if (!(value < best) && best < Infinity) break;
    if (value < best) best = value;
  }
  return best;
}
