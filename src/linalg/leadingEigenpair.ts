import { hermitianEigen } from './hermitianEigen.ts';

/** The leading part of the spectrum of a positive semidefinite matrix. */
export interface LeadingEigenpair {
  /** The two largest eigenvalues; the second is 0 for n = 1. */
  readonly values: readonly [first: number, second: number];
  /** A unit eigenvector of the first, [n][2]; its phase is unspecified. */
  readonly vector: Float64Array;
}

/** Up to this dimension the rotations of the whole matrix take a tenth of a millisecond. */
const SMALL = 16;

/** Diagonal entries that are left below this share of the largest are rounding. */
const NEGLIGIBLE = 8 * Number.EPSILON;

/**
 * The two largest eigenvalues and the leading eigenvector of a Hermitian positive semidefinite matrix A, by `hermitianEigen`. Covariances of many
 * antennas have a rank near the number of users: A = L L^H (pivoted Cholesky, Golub and Van Loan, 4.2.8) has the eigenvalues of the small L^H L, whose eigenvectors u
 * give those of A, L u. Errors are rounding of norm(A).
 *
 * @param matrix A, [n][n][2]; not modified.
 * @param n dimension.
 */
export function leadingEigenpair(matrix: Float64Array, n: number): LeadingEigenpair {
  const factor = n > SMALL ? choleskyColumns(matrix, n) : [];
  const rank = factor.length;
  if (rank === 0 || 2 * rank > n) {
    const { values, vectors } = hermitianEigen(matrix, n);
    return { values: [values[n - 1] as number, values[n - 2] ?? 0], vector: vectors.slice(2 * (n - 1) * n) };
  }
  const gram = new Float64Array(2 * rank * rank);
  for (let i = 0; i < rank; i++)
    for (let j = 0; j < rank; j++) {
      const [a, b] = [factor[i] as Float64Array, factor[j] as Float64Array];
      let re = 0;
      let im = 0;
      for (let k = 0; k < 2 * n; k += 2) {
        re += (a[k] as number) * (b[k] as number) + (a[k + 1] as number) * (b[k + 1] as number);
        im += (a[k] as number) * (b[k + 1] as number) - (a[k + 1] as number) * (b[k] as number);
      }
      gram[2 * (i * rank + j)] = re;
      gram[2 * (i * rank + j) + 1] = im;
    }
  const { values, vectors } = hermitianEigen(gram, rank);
  const first = values[rank - 1] as number;
  const u = vectors.subarray(2 * (rank - 1) * rank);
  const scale = 1 / Math.sqrt(first); // norm(L u)^2 = u^H L^H L u
  const vector = new Float64Array(2 * n);
  factor.forEach((column, i) => {
    const [ur, ui] = [scale * (u[2 * i] as number), scale * (u[2 * i + 1] as number)];
    for (let k = 0; k < 2 * n; k += 2) {
      const [re, im] = [column[k] as number, column[k + 1] as number];
      vector[k] = (vector[k] as number) + re * ur - im * ui;
      vector[k + 1] = (vector[k + 1] as number) + re * ui + im * ur;
    }
  });
  return { values: [first, values[rank - 2] ?? 0], vector };
}

/** Columns of L with A = L L^H to rounding; the next one belongs to the largest diagonal entry that is left. */
function choleskyColumns(matrix: Float64Array, n: number): Float64Array[] {
  const diagonal = Float64Array.from({ length: n }, (_, i) => matrix[2 * (i * n + i)] as number);
  const least = NEGLIGIBLE * diagonal.reduce((a, b) => Math.max(a, b), 0);
  const columns: Float64Array[] = [];
  while (columns.length < n) {
    let pivot = 0;
    for (let i = 1; i < n; i++) if ((diagonal[i] as number) > (diagonal[pivot] as number)) pivot = i;
    if (!((diagonal[pivot] as number) > least)) break;
    const column = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      column[2 * i] = matrix[2 * (i * n + pivot)] as number;
      column[2 * i + 1] = matrix[2 * (i * n + pivot) + 1] as number;
    }
    for (const earlier of columns) {
      // - l_i conj(l_pivot)
      const [pr, pi] = [earlier[2 * pivot] as number, earlier[2 * pivot + 1] as number];
      for (let k = 0; k < 2 * n; k += 2) {
        const [re, im] = [earlier[k] as number, earlier[k + 1] as number];
        column[k] = (column[k] as number) - (re * pr + im * pi);
        column[k + 1] = (column[k + 1] as number) - (im * pr - re * pi);
      }
    }
    const root = Math.sqrt(diagonal[pivot] as number);
    for (let k = 0; k < 2 * n; k++) column[k] = (column[k] as number) / root;
    for (let i = 0; i < n; i++)
      diagonal[i] = (diagonal[i] as number) - ((column[2 * i] as number) ** 2 + (column[2 * i + 1] as number) ** 2);
    diagonal[pivot] = 0;
    columns.push(column);
  }
  return columns;
}
