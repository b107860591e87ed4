import { sumFromAbove } from './certificate.ts';

/** Room for the rounding of sums at symbol level (`sumFromAbove`). */
export const SYMBOL_ROUNDING = 1024;

/** The bound at a common interference level I: rest - noiseWeight sqrt(sc2 + I) + levelWeight sqrt(I). */
export interface LevelBound {
  readonly rest: number;
  readonly noiseWeight: number;
  readonly levelWeight: number;
}

/** sqrt(I) at which a bound is largest, for levels from `least` to `most`: it is concave in sqrt(I). */
export function largestLevel(
  { noiseWeight: a, levelWeight: b }: LevelBound,
  noisePower: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const stationary = b < a ? (Math.sqrt(noisePower) * b) / Math.sqrt((a - b) * (a + b)) : Infinity;
  return Math.min(Math.max(stationary, Math.sqrt(least)), Math.sqrt(most));
}

/** The bound at sqrt(I) = r. */
export function levelValue({ rest, noiseWeight, levelWeight }: LevelBound, noisePower: number, r: number): number {
  return sumFromAbove([rest, -noiseWeight * Math.sqrt(noisePower + r * r), levelWeight * r], SYMBOL_ROUNDING);
}
