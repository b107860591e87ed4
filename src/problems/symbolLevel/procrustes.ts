import { hermitianEigen } from '../../model/hermitianEigen.ts';

/** Eigenvalues below this share of the largest count as zero. */
const RANK_TOLERANCE = 1e-12;

/**
 * The X nearest to `vectors` among those with X X^H / L = R: with S = R^(1/2), X = sqrt(L) S Q and Q the polar factor
 * (Q Q^H = I on the range) of S X_0 (orthogonal Procrustes problem, Golub and Van Loan 6.4.1).
 *
 * @param covariance R, Hermitian positive semidefinite, [n][n][2].
 * @param vectors X_0, [L][n][2], L >= n.
 * @returns [L][n][2].
 */
export function nearestWithCovariance(covariance: Float64Array, vectors: Float64Array, n: number): Float64Array {
  const L = vectors.length / (2 * n);
  const root = hermitianPower(covariance, n, 0.5);
  const m = multiplyColumns(root, vectors, n);
  const gram = new Float64Array(2 * n * n);
  for (let s = 0; s < L; s++)
    for (let i = 0; i < n; i++) {
      const [a, b] = [m[2 * (s * n + i)] as number, m[2 * (s * n + i) + 1] as number];
      for (let j = 0; j < n; j++) {
        const [c, d] = [m[2 * (s * n + j)] as number, m[2 * (s * n + j) + 1] as number];
        gram[2 * (i * n + j)] = (gram[2 * (i * n + j)] as number) + a * c + b * d;
        gram[2 * (i * n + j) + 1] = (gram[2 * (i * n + j) + 1] as number) + b * c - a * d;
      }
    }
  const polar = multiplyColumns(hermitianPower(gram, n, -0.5), m, n);
  const scale = Math.sqrt(L);
  return multiplyColumns(root, polar, n).map((x) => scale * x);
}

/** A^power on the range of a positive semidefinite A, [n][n][2]. */
function hermitianPower(matrix: Float64Array, n: number, power: number): Float64Array {
  const { values, vectors } = hermitianEigen(matrix, n);
  const largest = values[n - 1] as number;
  const result = new Float64Array(2 * n * n);
  for (let k = 0; k < n; k++) {
    const value = values[k] as number;
    if (!(value > RANK_TOLERANCE * largest)) continue;
    const f = value ** power;
    const at = 2 * k * n;
    for (let i = 0; i < n; i++) {
      const [a, b] = [vectors[at + 2 * i] as number, vectors[at + 2 * i + 1] as number];
      for (let j = 0; j < n; j++) {
        const [c, d] = [vectors[at + 2 * j] as number, vectors[at + 2 * j + 1] as number];
        const p = 2 * (i * n + j);
        result[p] = (result[p] as number) + f * (a * c + b * d);
        result[p + 1] = (result[p + 1] as number) + f * (b * c - a * d);
      }
    }
  }
  return result;
}

/** A x for every x of [L][n][2]. */
function multiplyColumns(matrix: Float64Array, vectors: Float64Array, n: number): Float64Array {
  const out = new Float64Array(vectors.length);
  for (let o = 0; o < vectors.length; o += 2 * n)
    for (let i = 0; i < n; i++) {
      let re = 0;
      let im = 0;
      for (let j = 0; j < n; j++) {
        const [a, b] = [matrix[2 * (i * n + j)] as number, matrix[2 * (i * n + j) + 1] as number];
        const [c, d] = [vectors[o + 2 * j] as number, vectors[o + 2 * j + 1] as number];
        re += a * c - b * d;
        im += a * d + b * c;
      }
      out[o + 2 * i] = re;
      out[o + 2 * i + 1] = im;
    }
  return out;
}
