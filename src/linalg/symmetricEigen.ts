import { EigenvalueDecomposition, WrapperMatrix1D } from 'ml-matrix';
import { invariant } from '../errors.ts';
import { magnitudeUnit } from './magnitudeUnit.ts';

/** Eigenvalues and eigenvectors of a real symmetric matrix A: A u_i = values[i] u_i. */
export interface SymmetricEigen {
  /** Ascending, [n]. */
  readonly values: Float64Array;
  /** Orthonormal, eigenvector i in row i, [n][n]. Their signs, and the basis of the space of a repeated eigenvalue, are unspecified. */
  readonly vectors: Float64Array;
}

/**
 * Eigendecomposition of a real symmetric matrix of any scale (ml-matrix: Householder reduction and QL iteration). Errors are rounding of norm(A), also those of
 * small eigenvalues. A matrix with numbers that are not finite gives NaN throughout.
 *
 * @param matrix A, [n][n]; not modified.
 * @param n dimension, 0 or more.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  invariant(matrix.length === n * n, `a matrix of dimension ${n} has ${n * n} numbers, not ${matrix.length}`);
  const unit = magnitudeUnit(matrix);
  if (!Number.isFinite(unit)) return { values: new Float64Array(n).fill(NaN), vectors: matrix.map(() => NaN) };
  if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0) };
  const scaled = new WrapperMatrix1D(
    matrix.map((x) => x / unit),
    { rows: n },
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) vectors[i * n + k] = eigenvectorMatrix.get(k, i);
  return { values: Float64Array.from(realEigenvalues, (value) => value * unit), vectors };
}
