import { pivotedCholesky } from '../linalg/pivotedCholesky.ts';

/**
 * Beams w_i whose covariance sum_i w_i w_i^H is the positive semidefinite part of each of some Hermitian matrices, to rounding of its largest entry: the columns of a
 * Cholesky factor, zeros behind the rank of the matrix.
 *
 * @param covariances [count][n][n][2].
 * @returns [count][n][n][2]: beam i of each matrix in row i.
 */
export function beamsOf(covariances: Float64Array, n: number): Float64Array {
  const size = 2 * n * n;
  if (covariances.length === size) return pivotedCholesky(covariances, n).columns;
  const result = new Float64Array(covariances.length);
  for (let at = 0; at < covariances.length; at += size)
    result.set(pivotedCholesky(covariances.subarray(at, at + size), n).columns, at);
  return result;
}
