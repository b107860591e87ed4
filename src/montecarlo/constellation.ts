import { cosSin } from '../random/elementary.ts';

/** exp(j (2 m + 1) pi / M) for m = 0 .. M - 1, real and imaginary parts. */
export function constellation(order: number): Float64Array {
  const points = new Float64Array(2 * order);
  for (let m = 0; m < order; m++) cosSin((2 * m + 1) / (2 * order), points, 2 * m);
  return points;
}
