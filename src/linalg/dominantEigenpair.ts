/** Steps after which the matrix is left to another method. */
const MOST_STEPS = 30;
/** A step that leaves more than this share of the residual shows that the second eigenvalue is too near. */
const SLOW = 0.3;
/** Residuals below this, over the eigenvalue and the root of n, are rounding. */
const ROUNDING = 4 * Number.EPSILON;

/**
 * Writes the unit eigenvector of the largest eigenvalue of a Hermitian positive semidefinite matrix A by the power iteration, which doubles its digits in few steps where the
 * matrix is near rank one, as the covariances of precoders are.
 *
 * @param matrix A, [n][n][2], its entries of the size of 1.
 * @param n dimension.
 * @param vector receives the eigenvector, [n][2].
 * @param work room for another one.
 * @returns the eigenvalue, which may be another one where the largest has no part in the column that the powers start from; NaN where another eigenvalue is too near, or A is zero: `vector` is then of no use.
 */
export function dominantEigenpair(matrix: Float64Array, n: number, vector: Float64Array, work: Float64Array): number {
  let pivot = 0;
  for (let i = 1; i < n; i++)
    if ((matrix[2 * (i * n + i)] as number) > (matrix[2 * (pivot * n + pivot)] as number)) pivot = i;
  // the column of the largest diagonal entry
  for (let i = 0; i < n; i++) {
    vector[2 * i] = matrix[2 * (i * n + pivot)] as number;
    vector[2 * i + 1] = matrix[2 * (i * n + pivot) + 1] as number;
  }
  if (!normalise(vector)) return Number.NaN;
  let before = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const value = multiply(matrix, n, vector, work);
    let squares = 0;
    for (let i = 0; i < 2 * n; i++) squares += ((work[i] as number) - value * (vector[i] as number)) ** 2;
    const residual = Math.sqrt(squares);
    if (!(value > 0) || !(residual <= value)) return Number.NaN;
    vector.set(work);
    if (!normalise(vector)) return Number.NaN;
    // the next vector has a second eigenvalue's share of this residual
    if (residual <= ROUNDING * Math.sqrt(n) * value) return value;
    if (residual > SLOW * before) return Number.NaN;
    before = residual;
  }
  return Number.NaN;
}

/** work = A v; returns v^H A v of a unit vector v. */
function multiply(matrix: Float64Array, n: number, v: Float64Array, work: Float64Array): number {
  let value = 0;
  for (let i = 0; i < n; i++) {
    let re = 0;
    let im = 0;
    const row = 2 * i * n;
    for (let j = 0; j < 2 * n; j += 2) {
      const ar = matrix[row + j] as number;
      const ai = matrix[row + j + 1] as number;
      const vr = v[j] as number;
      const vi = v[j + 1] as number;
      re += ar * vr - ai * vi;
      im += ar * vi + ai * vr;
    }
    work[2 * i] = re;
    work[2 * i + 1] = im;
    value += re * (v[2 * i] as number) + im * (v[2 * i + 1] as number);
  }
  return value;
}

/** False where the vector is zero or no number. */
function normalise(v: Float64Array): boolean {
  let squares = 0;
  for (let i = 0; i < v.length; i++) squares += (v[i] as number) ** 2;
  if (!(squares > 0)) return false;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < v.length; i++) v[i] = (v[i] as number) * scale;
  return true;
}
