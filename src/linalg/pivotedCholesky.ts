/** Diagonal entries that are left below this share of the largest are rounding. */
const NEGLIGIBLE = 8 * Number.EPSILON;

/** A factor L of a positive semidefinite matrix A = L L^H. */
export interface PivotedCholesky {
  /** Number of columns, the rank of A to rounding. */
  readonly rank: number;
  /** Columns of L one after the other, [n][n][2]; zero from `rank` on. */
  readonly columns: Float64Array;
}

/**
 * L with A = L L^H to rounding of the largest entry (Golub and Van Loan, 4.2.8): the next column belongs to the largest diagonal entry that is left, as long as that is
 * more than rounding. Of a matrix that rounding has made indefinite it is a factor of the positive semidefinite part, within that rounding.
 *
 * @param matrix A, [n][n][2]; not modified.
 * @param n dimension.
 */
export function pivotedCholesky(matrix: Float64Array, n: number): PivotedCholesky {
  const diagonal = new Float64Array(n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    diagonal[i] = matrix[2 * (i * n + i)] as number;
    largest = Math.max(largest, diagonal[i] as number);
  }
  const columns = new Float64Array(2 * n * n);
  let rank = 0;
  for (; rank < n; rank++) {
    let pivot = 0;
    for (let i = 1; i < n; i++) if ((diagonal[i] as number) > (diagonal[pivot] as number)) pivot = i;
    if (!((diagonal[pivot] as number) > NEGLIGIBLE * largest)) break;
    const at = 2 * rank * n;
    for (let i = 0; i < n; i++) {
      columns[at + 2 * i] = matrix[2 * (i * n + pivot)] as number;
      columns[at + 2 * i + 1] = matrix[2 * (i * n + pivot) + 1] as number;
    }
    for (let earlier = 0; earlier < at; earlier += 2 * n) {
      // - l_i conj(l_pivot)
      const pr = columns[earlier + 2 * pivot] as number;
      const pi = columns[earlier + 2 * pivot + 1] as number;
      for (let k = 0; k < 2 * n; k += 2) {
        const re = columns[earlier + k] as number;
        const im = columns[earlier + k + 1] as number;
        columns[at + k] = (columns[at + k] as number) - (re * pr + im * pi);
        columns[at + k + 1] = (columns[at + k + 1] as number) - (im * pr - re * pi);
      }
    }
    const root = Math.sqrt(diagonal[pivot] as number);
    for (let k = 0; k < n; k++) {
      const re = (columns[at + 2 * k] as number) / root;
      const im = (columns[at + 2 * k + 1] as number) / root;
      columns[at + 2 * k] = re;
      columns[at + 2 * k + 1] = im;
      diagonal[k] = (diagonal[k] as number) - (re * re + im * im);
    }
    diagonal[pivot] = 0;
  }
  return { rank, columns };
}
