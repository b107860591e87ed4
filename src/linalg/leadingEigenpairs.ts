import { InputError } from '../errors.ts';

/** The leading part of the spectrum of a batch of Hermitian matrices. */
export interface LeadingEigenpairs {
  /** The two largest eigenvalues in descending order, [batch][2]; the second is 0 for n = 1. */
  readonly values: Float64Array;
  /** A unit eigenvector of the largest one, [batch][n][2]; its phase is unspecified. */
  readonly vectors: Float64Array;
}

/** Enough for any interval of doubles to shrink to neighbouring ones around an eigenvalue of moderate size. */
const MAX_BISECTIONS = 120;
const INVERSE_ITERATIONS = 3;

/**
 * Largest and second eigenvalue, and the eigenvector of the largest, of Hermitian matrices [batch][n][n][2]:
 * A u = values[0] u. Householder reduction to a real tridiagonal matrix, bisection with Sturm counts, inverse iteration
 * (Golub and Van Loan, 8.3-8.4): eigenvalues are exact to rounding of norm(A). Only the lower triangle is read.
 *
 * @throws InputError when the array does not hold `batch` matrices of dimension `n`.
 */
export function leadingEigenpairs(matrices: Float64Array, batch: number, n: number): LeadingEigenpairs {
  if (!Number.isInteger(n) || n < 1) throw new InputError(`n: expected a positive integer, got ${n}`);
  if (matrices.length !== batch * n * n * 2)
    throw new InputError(`matrices: expected ${batch * n * n * 2} numbers [batch][n][n][2], got ${matrices.length}`);
  const values = new Float64Array(2 * batch);
  const vectors = new Float64Array(batch * n * 2);
  for (let b = 0; b < batch; b++) {
    const a = matrices.slice(b * n * n * 2, (b + 1) * n * n * 2);
    const vector = vectors.subarray(b * n * 2, (b + 1) * n * 2);
    const { diagonal, offDiagonal, phases } = tridiagonalize(a, n);
    const first = eigenvalueAbove(diagonal, offDiagonal, 0);
    values[2 * b] = first;
    values[2 * b + 1] = n > 1 ? eigenvalueAbove(diagonal, offDiagonal, 1) : 0;
    const z = inverseIteration(diagonal, offDiagonal, first);
    for (let i = 0; i < n; i++) {
      vector[2 * i] = (z[i] as number) * (phases[2 * i] as number);
      vector[2 * i + 1] = (z[i] as number) * (phases[2 * i + 1] as number);
    }
    reflectBack(a, n, vector);
  }
  return { values, vectors };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Moduli of the subdiagonal, [n - 1]. */
  readonly offDiagonal: Float64Array;
  /** Unit numbers D with D^H T D real, [n][2]. */
  readonly phases: Float64Array;
}

/** Reduces A in place; afterwards column k holds the unit reflector that acts on rows k+1 .. n-1. */
function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const offDiagonal = new Float64Array(Math.max(0, n - 1));
  const phases = new Float64Array(2 * n);
  phases[0] = 1;
  const v = new Float64Array(2 * n);
  const w = new Float64Array(2 * n);
  for (let k = 0; k < n - 1; k++) {
    let squared = 0;
    for (let i = k + 1; i < n; i++) {
      const re = a[2 * (i * n + k)] as number;
      const im = a[2 * (i * n + k) + 1] as number;
      v[2 * i] = re;
      v[2 * i + 1] = im;
      squared += re * re + im * im;
    }
    const norm = Math.sqrt(squared);
    const head = 2 * (k + 1);
    const hr = v[head] as number;
    const hi = v[head + 1] as number;
    const modulus = Math.sqrt(hr * hr + hi * hi);
    const ur = modulus > 0 ? hr / modulus : 1;
    const ui = modulus > 0 ? hi / modulus : 0;
    // the subdiagonal entry becomes -norm * u, or stays where nothing lies below it
    const reflects = k < n - 2 && norm > 0;
    const sign = reflects ? -1 : 1;
    offDiagonal[k] = norm;
    const pr = phases[2 * k] as number;
    const pi = phases[2 * k + 1] as number;
    phases[head] = sign * (pr * ur - pi * ui);
    phases[head + 1] = sign * (pr * ui + pi * ur);
    if (!reflects) {
      for (let i = k + 1; i < n; i++) {
        a[2 * (i * n + k)] = 0;
        a[2 * (i * n + k) + 1] = 0;
      }
      continue;
    }
    v[head] = hr + norm * ur;
    v[head + 1] = hi + norm * ui;
    const length = Math.sqrt(2 * norm * (norm + modulus));
    for (let i = head; i < 2 * n; i++) v[i] = (v[i] as number) / length;
    reflectBothSides(a, n, k + 1, v, w);
    for (let i = k + 1; i < n; i++) {
      a[2 * (i * n + k)] = v[2 * i] as number;
      a[2 * (i * n + k) + 1] = v[2 * i + 1] as number;
    }
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[2 * (i * n + i)] as number), offDiagonal, phases };
}

/** A <- (I - 2 v v^H) A (I - 2 v v^H) on the lower triangle of rows and columns `first` .. n-1. */
function reflectBothSides(a: Float64Array, n: number, first: number, v: Float64Array, w: Float64Array): void {
  w.fill(0);
  for (let i = first; i < n; i++) {
    const xr = v[2 * i] as number;
    const xi = v[2 * i + 1] as number;
    let sr = (a[2 * (i * n + i)] as number) * xr;
    let si = (a[2 * (i * n + i)] as number) * xi;
    for (let j = first; j < i; j++) {
      const ar = a[2 * (i * n + j)] as number;
      const ai = a[2 * (i * n + j) + 1] as number;
      const yr = v[2 * j] as number;
      const yi = v[2 * j + 1] as number;
      sr += ar * yr - ai * yi;
      si += ar * yi + ai * yr;
      w[2 * j] = (w[2 * j] as number) + ar * xr + ai * xi;
      w[2 * j + 1] = (w[2 * j + 1] as number) + ar * xi - ai * xr;
    }
    w[2 * i] = (w[2 * i] as number) + sr;
    w[2 * i + 1] = (w[2 * i + 1] as number) + si;
  }
  let along = 0;
  for (let i = 2 * first; i < 2 * n; i++) along += (v[i] as number) * (w[i] as number);
  for (let i = 2 * first; i < 2 * n; i++) w[i] = (w[i] as number) - along * (v[i] as number);
  for (let i = first; i < n; i++) {
    const vr = v[2 * i] as number;
    const vi = v[2 * i + 1] as number;
    const wr = w[2 * i] as number;
    const wi = w[2 * i + 1] as number;
    for (let j = first; j <= i; j++) {
      const at = 2 * (i * n + j);
      const xr = v[2 * j] as number;
      const xi = v[2 * j + 1] as number;
      const yr = w[2 * j] as number;
      const yi = w[2 * j + 1] as number;
      a[at] = (a[at] as number) - 2 * (vr * yr + vi * yi + wr * xr + wi * xi);
      a[at + 1] = (a[at + 1] as number) - 2 * (vi * yr - vr * yi + wi * xr - wr * xi);
    }
  }
}

/** x <- H_0 H_1 .. x with the reflectors that `tridiagonalize` left in the columns of A. */
function reflectBack(a: Float64Array, n: number, x: Float64Array): void {
  for (let k = n - 3; k >= 0; k--) {
    let re = 0;
    let im = 0;
    for (let i = k + 1; i < n; i++) {
      const vr = a[2 * (i * n + k)] as number;
      const vi = a[2 * (i * n + k) + 1] as number;
      re += vr * (x[2 * i] as number) + vi * (x[2 * i + 1] as number);
      im += vr * (x[2 * i + 1] as number) - vi * (x[2 * i] as number);
    }
    for (let i = k + 1; i < n; i++) {
      const vr = a[2 * (i * n + k)] as number;
      const vi = a[2 * (i * n + k) + 1] as number;
      x[2 * i] = (x[2 * i] as number) - 2 * (vr * re - vi * im);
      x[2 * i + 1] = (x[2 * i + 1] as number) - 2 * (vr * im + vi * re);
    }
  }
}

/** The eigenvalue of a tridiagonal matrix that `rank` others exceed, by bisection. */
function eigenvalueAbove(diagonal: Float64Array, offDiagonal: Float64Array, rank: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < diagonal.length; i++) {
    const radius = (i > 0 ? (offDiagonal[i - 1] as number) : 0) + (offDiagonal[i] ?? 0);
    low = Math.min(low, (diagonal[i] as number) - radius);
    high = Math.max(high, (diagonal[i] as number) + radius);
  }
  for (let step = 0; step < MAX_BISECTIONS; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (countAbove(diagonal, offDiagonal, middle) > rank) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** Number of eigenvalues above x: positive pivots of T - x I (Sylvester). */
function countAbove(diagonal: Float64Array, offDiagonal: Float64Array, x: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const e = i > 0 ? (offDiagonal[i - 1] as number) : 0;
    pivot = (diagonal[i] as number) - x - (e === 0 ? 0 : (e * e) / pivot);
    if (pivot === 0) pivot = -Number.EPSILON * (Math.abs(x) + e) - Number.MIN_VALUE;
    if (pivot > 0) count++;
  }
  return count;
}

/** Unit eigenvector of a tridiagonal matrix, by solves with T - value I (Gaussian elimination with partial pivoting). */
function inverseIteration(diagonal: Float64Array, offDiagonal: Float64Array, value: number): Float64Array {
  const n = diagonal.length;
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(diagonal[i] as number), offDiagonal[i] ?? 0);
  const x = Float64Array.from({ length: n }, (_, i) => 1 + 0.3 * Math.sin(1 + i));
  if (scale === 0) {
    x.fill(0);
    x[0] = 1;
    return x;
  }
  const smallest = Number.EPSILON * scale;
  for (let pass = 0; pass < INVERSE_ITERATIONS; pass++) {
    const u = diagonal.map((d) => d - value);
    const first = offDiagonal.slice();
    const second = new Float64Array(Math.max(0, n - 2));
    for (let i = 0; i < n - 1; i++) {
      const below = offDiagonal[i] as number;
      if (Math.abs(u[i] as number) >= below) {
        if (Math.abs(u[i] as number) < smallest) u[i] = smallest;
        const factor = below / (u[i] as number);
        u[i + 1] = (u[i + 1] as number) - factor * (first[i] as number);
        x[i + 1] = (x[i + 1] as number) - factor * (x[i] as number);
      } else {
        const factor = (u[i] as number) / below;
        const next = u[i + 1] as number;
        u[i] = below;
        u[i + 1] = (first[i] as number) - factor * next;
        first[i] = next;
        if (i < n - 2) {
          second[i] = first[i + 1] as number;
          first[i + 1] = -factor * (first[i + 1] as number);
        }
        const swapped = x[i] as number;
        x[i] = x[i + 1] as number;
        x[i + 1] = swapped - factor * (x[i] as number);
      }
    }
    if (Math.abs(u[n - 1] as number) < smallest) u[n - 1] = smallest;
    for (let i = n - 1; i >= 0; i--) {
      let s = x[i] as number;
      if (i < n - 1) s -= (first[i] as number) * (x[i + 1] as number);
      if (i < n - 2) s -= (second[i] as number) * (x[i + 2] as number);
      x[i] = s / (u[i] as number);
    }
    const norm = Math.hypot(...x);
    for (let i = 0; i < n; i++) x[i] = (x[i] as number) / norm;
  }
  return x;
}
