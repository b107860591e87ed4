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

/**
 * Smallest eigenvalue of a Hermitian matrix: Householder reduction to tridiagonal form, then bisection on the Sturm count
 * (Golub, Van Loan: Matrix Computations, 8.3-8.4) to about 1e-14 of the norm. Overwrites a. NaN when a is not finite.
 */
export function smallestEigenvalue(n: number, a: Float64Array): number {
  const d = new Float64Array(n);
  const e2 = new Float64Array(n);
  const u = new Float64Array(2 * n);
  const q = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    d[k] = a[2 * (k * n + k)] as number;
    let norm2 = 0;
    for (let i = k + 1; i < n; i++) {
      const p = 2 * (i * n + k);
      u[2 * i] = a[p] as number;
      u[2 * i + 1] = a[p + 1] as number;
      norm2 += (u[2 * i] as number) ** 2 + (u[2 * i + 1] as number) ** 2;
    }
    e2[k] = norm2;
    if (norm2 === 0 || k >= n - 2) continue;
    reflect(n, k + 1, a, u, Math.sqrt(norm2), q);
  }
  let hi = Infinity;
  let lo = Infinity;
  let previous = 0;
  for (let k = 0; k < n; k++) {
    const next = Math.sqrt(e2[k] as number);
    hi = Math.min(hi, d[k] as number);
    lo = Math.min(lo, (d[k] as number) - previous - next);
    previous = next;
  }
  if (!Number.isFinite(lo)) return NaN;
  const accuracy = 1e-15 * (Math.abs(lo) + Math.abs(hi));
  while (hi - lo > accuracy) {
    const mid = 0.5 * (lo + hi);
    if (mid <= lo || mid >= hi) break;
    if (hasEigenvalueBelow(d, e2, mid)) hi = mid;
    else lo = mid;
  }
  return 0.5 * (lo + hi);
}

/** Applies the reflector that takes u (rows `from` ..) to a multiple of the first unit vector, from both sides, to the trailing block. */
function reflect(n: number, from: number, a: Float64Array, u: Float64Array, norm: number, q: Float64Array): void {
  const head = Math.hypot(u[2 * from] as number, u[2 * from + 1] as number);
  const re = head > 0 ? (u[2 * from] as number) / head : 1;
  const im = head > 0 ? (u[2 * from + 1] as number) / head : 0;
  u[2 * from] = (u[2 * from] as number) + re * norm;
  u[2 * from + 1] = (u[2 * from + 1] as number) + im * norm;
  const tau = 1 / (norm * (norm + head));
  let uq = 0;
  for (let i = from; i < n; i++) {
    let x = 0;
    let y = 0;
    for (let j = from; j < n; j++) {
      const p = 2 * (i * n + j);
      x += (a[p] as number) * (u[2 * j] as number) - (a[p + 1] as number) * (u[2 * j + 1] as number);
      y += (a[p] as number) * (u[2 * j + 1] as number) + (a[p + 1] as number) * (u[2 * j] as number);
    }
    q[2 * i] = tau * x;
    q[2 * i + 1] = tau * y;
    uq += tau * ((u[2 * i] as number) * x + (u[2 * i + 1] as number) * y);
  }
  const half = 0.5 * tau * uq;
  for (let i = 2 * from; i < 2 * n; i++) q[i] = (q[i] as number) - half * (u[i] as number);
  for (let i = from; i < n; i++)
    for (let j = from; j < n; j++) {
      const p = 2 * (i * n + j);
      const ui = u[2 * i] as number;
      const vi = u[2 * i + 1] as number;
      const uj = u[2 * j] as number;
      const vj = u[2 * j + 1] as number;
      const qi = q[2 * i] as number;
      const ri = q[2 * i + 1] as number;
      const qj = q[2 * j] as number;
      const rj = q[2 * j + 1] as number;
      a[p] = (a[p] as number) - (ui * qj + vi * rj + qi * uj + ri * vj);
      a[p + 1] = (a[p + 1] as number) - (vi * qj - ui * rj + ri * uj - qi * vj);
    }
}

/** Whether the tridiagonal matrix (diagonal d, squared off-diagonal e2) has an eigenvalue below t. */
function hasEigenvalueBelow(d: Float64Array, e2: Float64Array, t: number): boolean {
  let pivot = 1;
  for (let i = 0; i < d.length; i++) {
    pivot = (d[i] as number) - t - (i > 0 ? (e2[i - 1] as number) / pivot : 0);
    if (pivot < 0) return true;
    if (pivot === 0) pivot = 1e-300;
  }
  return false;
}
