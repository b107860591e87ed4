import { magnitudeUnit } from './magnitudeUnit.ts';

/** Eigenvalues and eigenvectors of a Hermitian matrix: A u_i = values[i] u_i. */
export interface HermitianEigen {
  /** Ascending, [n]. */
  readonly values: Float64Array;
  /** Orthonormal, eigenvector i in row i, [n][n][2]. */
  readonly vectors: Float64Array;
}

const MAX_SWEEPS = 40;

/**
 * Eigendecomposition of a Hermitian matrix of any scale by cyclic complex Jacobi rotations (Golub and Van Loan, 8.5): accurate, and fast for small
 * matrices, 20 us for n = 6 and 1 ms for n = 32. Written here because ml-matrix has only real matrices: the spectrum of the real embedding is double, and what
 * comes from its eigenvectors moves RCRBs by up to 1e-6 (docs/decisions/0034-one-hermitian-eigensolver.md).
 *
 * @param matrix A, [n][n][2]; not modified. Rounding may leave its triangles a little apart: which one counts differs from entry to entry, and of the diagonal the
 * real parts do.
 * @param n dimension.
 */
export function hermitianEigen(matrix: Float64Array, n: number): HermitianEigen {
  const unit = magnitudeUnit(matrix);
  const a = matrix.slice();
  let scale = 0;
  for (let i = 0; i < a.length; i++) {
    const x = (a[i] as number) / unit;
    a[i] = x;
    scale = Math.max(scale, Math.abs(x));
  }
  const vectors = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) vectors[2 * (i * n + i)] = 1;
  // rotations below this leave every eigenvalue unchanged in float64
  const negligible = scale * 2 ** -60;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) if (rotate(a, vectors, n, p, q, negligible)) rotated = true;
    if (!rotated) break;
  }
  return sorted(a, vectors, n, unit);
}

/** Zeroes entry (p, q) by a unitary rotation of rows and columns p and q; false when it is zero already. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number, negligible: number): boolean {
  const rowP = 2 * p * n;
  const rowQ = 2 * q * n;
  const at = rowP + 2 * q;
  const re = a[at] as number;
  const im = a[at + 1] as number;
  const magnitude = Math.sqrt(re * re + im * im);
  if (magnitude <= negligible) return false;
  const app = a[rowP + 2 * p] as number;
  const aqq = a[rowQ + 2 * q] as number;
  const tau = (aqq - app) / (2 * magnitude);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const sr = (t * c * re) / magnitude;
  const si = (t * c * im) / magnitude;
  // (x_p, x_q) <- (c x_p - conj(s) x_q, s x_p + c x_q): the columns p and q of A, whose rows are their conjugates, and the rows of `vectors`
  for (let i = 0, x = 2 * p, y = 2 * q; i < 2 * n; i += 2, x += 2 * n, y += 2 * n) {
    if (i === 2 * p || i === 2 * q) continue;
    const pr = a[x] as number;
    const pi = a[x + 1] as number;
    const qr = a[y] as number;
    const qi = a[y + 1] as number;
    const xr = c * pr - (sr * qr + si * qi);
    const xi = c * pi - (sr * qi - si * qr);
    const yr = sr * pr - si * pi + c * qr;
    const yi = sr * pi + si * pr + c * qi;
    a[x] = xr;
    a[x + 1] = xi;
    a[y] = yr;
    a[y + 1] = yi;
    a[rowP + i] = xr;
    a[rowP + i + 1] = -xi;
    a[rowQ + i] = yr;
    a[rowQ + i + 1] = -yi;
  }
  for (let x = rowP, y = rowQ; x < rowP + 2 * n; x += 2, y += 2) {
    const pr = vectors[x] as number;
    const pi = vectors[x + 1] as number;
    const qr = vectors[y] as number;
    const qi = vectors[y + 1] as number;
    vectors[x] = c * pr - (sr * qr + si * qi);
    vectors[x + 1] = c * pi - (sr * qi - si * qr);
    vectors[y] = sr * pr - si * pi + c * qr;
    vectors[y + 1] = sr * pi + si * pr + c * qi;
  }
  a[rowP + 2 * p] = app - t * magnitude;
  a[rowQ + 2 * q] = aqq + t * magnitude;
  a[at] = 0;
  a[at + 1] = 0;
  a[rowQ + 2 * p] = 0;
  a[rowQ + 2 * p + 1] = 0;
  return true;
}

/** The diagonal and the rows of `vectors` in ascending order; equal values keep theirs. */
function sorted(a: Float64Array, vectors: Float64Array, n: number, unit: number): HermitianEigen {
  const values = new Float64Array(n);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const value = a[2 * (i * n + i)] as number;
    let at = i;
    for (; at > 0 && (values[at - 1] as number) > value; at--) {
      values[at] = values[at - 1] as number;
      order[at] = order[at - 1] as number;
    }
    values[at] = value;
    order[at] = i;
  }
  const rows = new Float64Array(vectors.length);
  for (let to = 0; to < n; to++) {
    values[to] = unit * (values[to] as number);
    const from = 2 * (order[to] as number) * n;
    for (let k = 0; k < 2 * n; k++) rows[2 * to * n + k] = vectors[from + k] as number;
  }
  return { values, vectors: rows };
}
