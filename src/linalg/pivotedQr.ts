/**
 * Column-pivoted Householder factorization A P = Q [R11 R12; 0 0] of a real matrix [rows, columns] (Golub and Van Loan, 5.4.2). The QR of ml-matrix has no
 * pivoting, so that it finds neither the rank nor the columns that stand for all of them, and gives Q as a matrix alone.
 */
export interface PivotedQr {
  /** Number of columns that stand for all of them. */
  readonly rank: number;
  /** Column of A at each place of A P, [columns]. */
  readonly order: Int32Array;
  /** R[i, j] in the order of A P, i below `rank`. */
  upper(i: number, j: number): number;
  /** v = Q^T v in place, [rows]. */
  applyTransposed(v: Float64Array): void;
  /** v = Q v in place, [rows]. */
  apply(v: Float64Array): void;
  /** v = R11^-1 v in place, the first `rank` numbers. */
  solveUpper(v: Float64Array): void;
  /** v = R11^-T v in place, the first `rank` numbers. */
  solveUpperTransposed(v: Float64Array): void;
}

/**
 * Factors a matrix that is given by its columns.
 *
 * @param rows length of a column.
 * @param columns overwritten by the reflectors.
 * @param tolerance a column counts as dependent on the ones before it when no more than this of its 2-norm is left.
 */
export function pivotedQr(rows: number, columns: readonly Float64Array[], tolerance: number): PivotedQr {
  const order = Int32Array.from(columns, (_, j) => j);
  const diagonal: number[] = [];
  const tailNorm = (j: number, from: number): number => {
    const v = columns[order[j] as number] as Float64Array;
    let s = 0;
    for (let i = from; i < rows; i++) s += (v[i] as number) ** 2;
    return Math.sqrt(s);
  };
  const column = (j: number): Float64Array => columns[order[j] as number] as Float64Array;
  let rank = 0;
  for (; rank < Math.min(rows, columns.length); rank++) {
    let best = rank;
    let largest = -1;
    for (let j = rank; j < columns.length; j++) {
      const size = tailNorm(j, rank);
      if (size > largest) [best, largest] = [j, size];
    }
    if (!(largest > tolerance)) break;
    [order[rank], order[best]] = [order[best] as number, order[rank] as number];
    diagonal.push(reflector(column(rank), rank));
    for (let j = rank + 1; j < columns.length; j++) reflect(column(rank), rank, column(j));
  }
  const upper = (i: number, j: number): number => (i === j ? (diagonal[i] as number) : (column(j)[i] as number));
  return {
    rank,
    order,
    upper,
    applyTransposed(v) {
      for (let k = 0; k < rank; k++) reflect(column(k), k, v);
    },
    apply(v) {
      for (let k = rank - 1; k >= 0; k--) reflect(column(k), k, v);
    },
    solveUpper(v) {
      for (let i = rank - 1; i >= 0; i--) {
        let s = v[i] as number;
        for (let j = i + 1; j < rank; j++) s -= upper(i, j) * (v[j] as number);
        v[i] = s / upper(i, i);
      }
    },
    solveUpperTransposed(v) {
      for (let i = 0; i < rank; i++) {
        let s = v[i] as number;
        for (let j = 0; j < i; j++) s -= upper(j, i) * (v[j] as number);
        v[i] = s / upper(i, i);
      }
    },
  };
}

/** Replaces v[from ..] by the reflector u with norm(u)^2 = 2 that maps v to a multiple of e_from; returns that multiple. */
function reflector(v: Float64Array, from: number): number {
  let s = 0;
  for (let i = from; i < v.length; i++) s += (v[i] as number) ** 2;
  const size = Math.sqrt(s);
  const head = v[from] as number;
  const image = head > 0 ? -size : size;
  v[from] = head - image;
  const scale = 1 / Math.sqrt(size * Math.abs(v[from]));
  for (let i = from; i < v.length; i++) v[i] = (v[i] as number) * scale;
  return image;
}

/** v -= u (u^T v) over the places from .. . */
function reflect(u: Float64Array, from: number, v: Float64Array): void {
  let s = 0;
  for (let i = from; i < v.length; i++) s += (u[i] as number) * (v[i] as number);
  if (s === 0) return;
  for (let i = from; i < v.length; i++) v[i] = (v[i] as number) - s * (u[i] as number);
}
