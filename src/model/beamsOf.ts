import { hermitianEigen } from '../linalg/hermitianEigen.ts';

/**
 * Beams sqrt(lambda_i) u_i whose covariance sum_i w_i w_i^H is the positive semidefinite part of each of some Hermitian matrices.
 *
 * @param covariances [count][n][n][2].
 * @returns [count][n][n][2]: beam i of each matrix in row i.
 */
export function beamsOf(covariances: Float64Array, n: number): Float64Array {
  const size = 2 * n * n;
  const result = new Float64Array(covariances.length);
  for (let at = 0; at < covariances.length; at += size) {
    const { values, vectors } = hermitianEigen(covariances.subarray(at, at + size), n);
    for (let i = 0; i < size; i++) {
      const value = values[Math.floor(i / (2 * n))] as number;
      result[at + i] = Math.sqrt(Math.max(0, value)) * (vectors[i] as number);
    }
  }
  return result;
}
