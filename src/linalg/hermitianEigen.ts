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
 * @param matrix A, [n][n][2]; not modified, the upper triangle and the real parts of the diagonal are read.
 * @param n dimension.
 */
export function hermitianEigen(matrix: Float64Array, n: number): HermitianEigen {
  const unit = magnitudeUnit(matrix);
  const a = matrix.map((x) => x / unit);
  const vectors = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) vectors[2 * (i * n + i)] = 1;
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i] as number));
  // rotations below this leave every eigenvalue unchanged in float64
  const negligible = scale * 2 ** -60;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) rotated = rotate(a, vectors, n, p, q, negligible) || rotated;
    if (!rotated) break;
  }
  return sorted(a, vectors, n, unit);
}

/** Zeroes entry (p, q) by a unitary rotation of rows and columns p and q; false when it is zero already. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number, negligible: number): boolean {
  const at = 2 * (p * n + q);
  const re = a[at] as number;
  const im = a[at + 1] as number;
  const magnitude = Math.sqrt(re * re + im * im);
  if (magnitude <= negligible) return false;
  const app = a[2 * (p * n + p)] as number;
  const aqq = a[2 * (q * n + q)] as number;
  const tau = (aqq - app) / (2 * magnitude);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const sr = (t * c * re) / magnitude;
  const si = (t * c * im) / magnitude;
  for (let i = 0; i < n; i++) {
    if (i !== p && i !== q) {
      // the column pair (i, p), (i, q); the row pair is its conjugate
      const ip = 2 * (i * n + p);
      const iq = 2 * (i * n + q);
      mix(a, ip, iq, c, sr, si);
      const pi = 2 * (p * n + i);
      const qi = 2 * (q * n + i);
      a[pi] = a[ip] as number;
      a[pi + 1] = -(a[ip + 1] as number);
      a[qi] = a[iq] as number;
      a[qi + 1] = -(a[iq + 1] as number);
    }
    mix(vectors, 2 * (p * n + i), 2 * (q * n + i), c, sr, si);
  }
  a[2 * (p * n + p)] = app - t * magnitude;
  a[2 * (q * n + q)] = aqq + t * magnitude;
  const transposed = 2 * (q * n + p);
  a[at] = 0;
  a[at + 1] = 0;
  a[transposed] = 0;
  a[transposed + 1] = 0;
  return true;
}

/** (x_p, x_q) <- (c x_p - conj(s) x_q, s x_p + c x_q). */
function mix(x: Float64Array, p: number, q: number, c: number, sr: number, si: number): void {
  const pr = x[p] as number;
  const pi = x[p + 1] as number;
  const qr = x[q] as number;
  const qi = x[q + 1] as number;
  x[p] = c * pr - (sr * qr + si * qi);
  x[p + 1] = c * pi - (sr * qi - si * qr);
  x[q] = sr * pr - si * pi + c * qr;
  x[q + 1] = sr * pi + si * pr + c * qi;
}

function sorted(a: Float64Array, vectors: Float64Array, n: number, unit: number): HermitianEigen {
  const diagonal = Array.from({ length: n }, (_, i) => a[2 * (i * n + i)] as number);
  const order = diagonal.map((_, i) => i).sort((i, j) => (diagonal[i] as number) - (diagonal[j] as number));
  const result = { values: new Float64Array(n), vectors: new Float64Array(2 * n * n) };
  order.forEach((from, to) => {
    result.values[to] = unit * (diagonal[from] as number);
    result.vectors.set(vectors.subarray(2 * from * n, 2 * (from + 1) * n), 2 * to * n);
  });
  return result;
}
