import { innerProduct, squaredNorm } from './complexVector.ts';

/**
 * y - x (x^H y)/(x^H x): the part of y that is orthogonal to x, projected twice, so that it is orthogonal to rounding also where little is left.
 *
 * @param y [n][2].
 * @param x [n][2], not zero.
 * @returns [n][2].
 */
export function orthogonalPart(y: Float64Array, x: Float64Array): Float64Array {
  const power = squaredNorm(x);
  const result = y.slice();
  for (let pass = 0; pass < 2; pass++) {
    const { re, im } = innerProduct(x, result);
    const [sr, si] = [re / power, im / power];
    for (let i = 0; i < result.length; i += 2) {
      const [xr, xi] = [x[i] as number, x[i + 1] as number];
      result[i] = (result[i] as number) - (sr * xr - si * xi);
      result[i + 1] = (result[i + 1] as number) - (sr * xi + si * xr);
    }
  }
  return result;
}
