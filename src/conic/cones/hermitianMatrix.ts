/** Dense complex n x n matrices, row-major and interleaved (re, im): the few operations that the Hermitian cone needs. */

/** c = a b; c must not be a or b. */
export function multiply(n: number, a: Float64Array, b: Float64Array, c: Float64Array): void {
  c.fill(0);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const p = 2 * (i * n + k);
      const re = a[p] as number;
      const im = a[p + 1] as number;
      if (re === 0 && im === 0) continue;
      let u = 2 * i * n;
      let v = 2 * k * n;
      for (let j = 0; j < n; j++, u += 2, v += 2) {
        const x = b[v] as number;
        const y = b[v + 1] as number;
        c[u] = (c[u] as number) + re * x - im * y;
        c[u + 1] = (c[u + 1] as number) + re * y + im * x;
      }
    }
}

/** b = a^H; b must not be a. */
export function adjoint(n: number, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      b[2 * (j * n + i)] = a[2 * (i * n + j)] as number;
      b[2 * (j * n + i) + 1] = -(a[2 * (i * n + j) + 1] as number);
    }
}

/**
 * Cholesky factor of a Hermitian matrix, a = l l^H with l lower triangular (zeros above), reading the lower triangle.
 * Returns false, l unspecified, when a is not numerically positive definite.
 */
export function cholesky(n: number, a: Float64Array, l: Float64Array): boolean {
  l.fill(0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let re = a[2 * (i * n + j)] as number;
      let im = a[2 * (i * n + j) + 1] as number;
      let p = 2 * i * n;
      let q = 2 * j * n;
      for (let k = 0; k < j; k++, p += 2, q += 2) {
        const x = l[p] as number;
        const y = l[p + 1] as number;
        const u = l[q] as number;
        const v = l[q + 1] as number;
        re -= x * u + y * v;
        im -= y * u - x * v;
      }
      if (i === j) {
        if (!(re > 0 && re < Infinity)) return false;
        l[2 * (i * n + i)] = Math.sqrt(re);
      } else {
        const d = l[2 * (j * n + j)] as number;
        l[2 * (i * n + j)] = re / d;
        l[2 * (i * n + j) + 1] = im / d;
      }
    }
  return true;
}

/** Inverse of a lower triangular matrix with real positive diagonal; x must not be l. */
export function invertLower(n: number, l: Float64Array, x: Float64Array): void {
  x.fill(0);
  for (let i = 0; i < n; i++) {
    const d = 1 / (l[2 * (i * n + i)] as number);
    for (let k = 0; k < i; k++) {
      const re = (l[2 * (i * n + k)] as number) * d;
      const im = (l[2 * (i * n + k) + 1] as number) * d;
      for (let j = 0; j <= k; j++) {
        const o = 2 * (i * n + j);
        const u = x[2 * (k * n + j)] as number;
        const v = x[2 * (k * n + j) + 1] as number;
        x[o] = (x[o] as number) - (re * u - im * v);
        x[o + 1] = (x[o + 1] as number) - (re * v + im * u);
      }
    }
    x[2 * (i * n + i)] = d;
  }
}
