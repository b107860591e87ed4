import { hermitianEigen } from '../../model/hermitianEigen.ts';
import { multiplyVector } from '../../model/complexVector.ts';

/** Eigenvalues of Z Z^H below this share of the largest count as zero. */
const RANK_TOLERANCE = 1e-12;

/**
 * sqrt(L) (Z Z^H)^(-1/2) Z: of all matrices with orthogonal rows of norm sqrt(L) the one nearest to Z (orthogonal Procrustes problem, Golub
 * and Van Loan 6.4.1). A direction that Z lacks stays absent.
 *
 * @param z Z by columns, [L][rank][2].
 * @returns [L][rank][2].
 */
export function polarFactor(z: Float64Array, rank: number): Float64Array {
  const width = 2 * rank;
  const L = z.length / width;
  const inverseRoot = inverseSquareRoot(gramOfRows(z, rank), rank);
  const out = new Float64Array(z.length);
  const scale = Math.sqrt(L);
  for (let o = 0; o < z.length; o += width) {
    const column = multiplyVector(inverseRoot, z.subarray(o, o + width));
    out.set(
      column.map((v) => scale * v),
      o,
    );
  }
  return out;
}

/** Z Z^H, [rank][rank][2]. */
function gramOfRows(z: Float64Array, rank: number): Float64Array {
  const width = 2 * rank;
  const gram = new Float64Array(width * rank);
  for (let o = 0; o < z.length; o += width)
    for (let i = 0; i < width; i += 2) {
      const [a, b] = [z[o + i] as number, z[o + i + 1] as number];
      for (let j = 0; j < width; j += 2) {
        const [c, d] = [z[o + j] as number, z[o + j + 1] as number];
        const at = i * rank + j;
        gram[at] = (gram[at] as number) + a * c + b * d;
        gram[at + 1] = (gram[at + 1] as number) + b * c - a * d;
      }
    }
  return gram;
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
