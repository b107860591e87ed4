import { hermitianEigen } from '../../linalg/hermitianEigen.ts';
import { multiplyVector } from '../../model/complexVector.ts';
import { sampleCovariance } from '../../model/sampleCovariance.ts';

/** Eigenvalues of Z Z^H below this share of the largest count as zero. */
const RANK_TOLERANCE = 1e-12;

/**
 * (Z Z^H / L)^(-1/2) Z: of all matrices with orthogonal rows of norm sqrt(L) the one nearest to Z (orthogonal Procrustes problem, Golub
 * and Van Loan 6.4.1). A direction that Z lacks stays absent.
 *
 * @param z Z by columns, [L][rank][2].
 * @returns [L][rank][2].
 */
export function polarFactor(z: Float64Array, rank: number): Float64Array {
  const width = 2 * rank;
  const inverseRoot = inverseSquareRoot(sampleCovariance(z, rank), rank);
  const out = new Float64Array(z.length);
  for (let o = 0; o < z.length; o += width) out.set(multiplyVector(inverseRoot, z.subarray(o, o + width)), o);
  return out;
}

/** A^(-1/2) on the range of a positive semidefinite A, [n][n][2]. */
function inverseSquareRoot(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors } = hermitianEigen(matrix, n);
  const least = RANK_TOLERANCE * (values[n - 1] as number);
  const result = new Float64Array(2 * n * n);
  values.forEach((value, k) => {
    if (!(value > least)) return;
    const factor = 1 / Math.sqrt(value);
    const u = vectors.subarray(2 * k * n, 2 * (k + 1) * n);
    for (let i = 0; i < n; i++) {
      const [a, b] = [factor * (u[2 * i] as number), factor * (u[2 * i + 1] as number)];
      for (let j = 0; j < n; j++) {
        const [c, d] = [u[2 * j] as number, u[2 * j + 1] as number];
        const at = 2 * (i * n + j);
        result[at] = (result[at] as number) + a * c + b * d;
        result[at + 1] = (result[at + 1] as number) + b * c - a * d;
      }
    }
  });
  return result;
}
