/** A complex number; used where a handful are computed, never in loops over samples. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** x^H y of two vectors [n][2]. */
export function innerProduct(x: Float64Array, y: Float64Array): Complex {
  return innerProductAt(x, 0, y, 0, x.length / 2);
}

/** x^H y of `count` complex entries of x from offset `xAt` and of y from offset `yAt`. */
export function innerProductAt(x: Float64Array, xAt: number, y: Float64Array, yAt: number, count: number): Complex {
  let re = 0;
  let im = 0;
  for (let i = 0; i < 2 * count; i += 2) {
    const xr = x[xAt + i] as number;
    const xi = x[xAt + i + 1] as number;
    const yr = y[yAt + i] as number;
    const yi = y[yAt + i + 1] as number;
    re += xr * yr + xi * yi;
    im += xr * yi - xi * yr;
  }
  return { re, im };
}

/** x^T y (no conjugation) of `count` complex entries of x from offset `xAt` and of y from offset `yAt`. */
export function bilinear(x: Float64Array, xAt: number, y: Float64Array, yAt: number, count: number): Complex {
  let re = 0;
  let im = 0;
  for (let i = 0; i < 2 * count; i += 2) {
    const xr = x[xAt + i] as number;
    const xi = x[xAt + i + 1] as number;
    const yr = y[yAt + i] as number;
    const yi = y[yAt + i + 1] as number;
    re += xr * yr - xi * yi;
    im += xr * yi + xi * yr;
  }
  return { re, im };
}

/** Squared Euclidean norm of `count` complex entries of x from offset `at`. */
export function squaredNorm(x: Float64Array, at = 0, count = (x.length - at) / 2): number {
  let sum = 0;
  for (let i = at; i < at + 2 * count; i++) sum += (x[i] as number) ** 2;
  return sum;
}

/** Entrywise conjugate. */
export function conjugate(x: Float64Array): Float64Array {
  const result = x.slice();
  for (let i = 1; i < result.length; i += 2) result[i] = -(result[i] as number);
  return result;
}

/** A x of a matrix [n][n][2] and a vector [n][2]. */
export function multiplyVector(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length / 2;
  const result = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const product = bilinear(matrix, 2 * n * i, x, 0, n);
    result[2 * i] = product.re;
    result[2 * i + 1] = product.im;
  }
  return result;
}

/** right^H A left, the form in which sensing terms see a covariance A [n][n][2]. */
export function sesquilinear(matrix: Float64Array, left: Float64Array, right: Float64Array): Complex {
  return innerProduct(right, multiplyVector(matrix, left));
}
