import { squaredNorm } from '../complexVector.ts';
import { substitute } from '../../linalg/hermitianSolve.ts';

/** Below it squares leave float64: added to norms, so that no matrix or vector counts as 0 for being tiny. */
export const SMALLEST = 1e-150;

/**
 * A Hermitian matrix that is a weighted sum of vectors, Z = sum_i w_i (a_i b_i^H + b_i a_i^H)/2 + d I, as the Lagrangian of a certificate has it, and a safe
 * upper bound of its largest eigenvalue.
 */
export class HermitianSum {
  readonly size: number;
  /** Row-major, [size][size][2]; the lower triangle holds the matrix, the upper one is not used. */
  readonly #matrix: Float64Array;
  readonly #factor: Float64Array;
  /** Number of the terms of the sum, and the sum of their norms: what its rounding errors grow with, also where the terms cancel. */
  #terms = 0;
  #moduli = 0;
  /** Factor 4 to this power was enough in the ladder of `excess` last time. */
  #rung = 0;

  /** @param size dimension. */
  constructor(size: number) {
    this.size = size;
    this.#matrix = new Float64Array(2 * size * size);
    this.#factor = new Float64Array(2 * size * size);
  }

  /** Z = 0. */
  clear(): void {
    this.#matrix.fill(0);
    this.#terms = 0;
    this.#moduli = 0;
  }

  /** Z += weight a a^H. @param a [size][2]. */
  addPower(weight: number, a: Float64Array): void {
    const [n, z] = [this.size, this.#matrix];
    for (let i = 0; i < n; i++) {
      const re = weight * (a[2 * i] as number);
      const im = weight * (a[2 * i + 1] as number);
      let at = 2 * i * n;
      for (let j = 0; j < 2 * i; j += 2, at += 2) {
        const br = a[j] as number;
        const bi = a[j + 1] as number;
        z[at] = (z[at] as number) + re * br + im * bi;
        z[at + 1] = (z[at + 1] as number) + im * br - re * bi;
      }
      z[at] = (z[at] as number) + re * (a[2 * i] as number) + im * (a[2 * i + 1] as number);
    }
    this.#count(Math.abs(weight) * squaredNorm(a));
  }

  /** Z += weight (a b^H + b a^H)/2, so that tr(Z W) grows by weight Re(b^H W a). @param a [size][2]. @param b [size][2]. */
  addProduct(weight: number, a: Float64Array, b: Float64Array): void {
    if (weight === 0) return;
    const [n, z, half] = [this.size, this.#matrix, weight / 2];
    for (let i = 0; i < n; i++) {
      const ar = half * (a[2 * i] as number);
      const ai = half * (a[2 * i + 1] as number);
      const br = half * (b[2 * i] as number);
      const bi = half * (b[2 * i + 1] as number);
      for (let j = 0, at = 2 * i * n; j <= 2 * i; j += 2, at += 2) {
        const cr = a[j] as number;
        const ci = a[j + 1] as number;
        const dr = b[j] as number;
        const di = b[j + 1] as number;
        z[at] = (z[at] as number) + (ar * dr + ai * di + br * cr + bi * ci);
        z[at + 1] = (z[at + 1] as number) + (ai * dr - ar * di + bi * cr - br * ci);
      }
    }
    this.#count(Math.abs(weight) * Math.sqrt(squaredNorm(a)) * Math.sqrt(squaredNorm(b)));
  }

  /** Adds `value` to the diagonal from index `from` to `end` (exclusive). */
  addDiagonal(value: number, from = 0, end = this.size): void {
    for (let i = from; i < end; i++) {
      const at = 2 * (i * this.size + i);
      this.#matrix[at] = (this.#matrix[at] as number) + value;
    }
    this.#count(Math.abs(value));
  }

  #count(norm: number): void {
    this.#terms++;
    this.#moduli += norm;
  }

  /** Upper bound of the norm of the rounding errors in Z. */
  #rounding(): number {
    return (this.#terms + 4) * Number.EPSILON * this.#moduli;
  }

  /**
   * A number s > 0 with s I - Z positive semidefinite: the smallest of a ladder of factors 4 for which a Cholesky factorization succeeds, doubled; where that
   * is too little, raised by the rounding errors of the factorization (Higham, Accuracy and Stability of Numerical Algorithms, 10.1) and of the sum instead.
   */
  excess(): number {
    const n = this.size;
    let squares = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const at = 2 * (i * n + j);
        squares += (i === j ? 1 : 2) * ((this.#matrix[at] as number) ** 2 + (this.#matrix[at + 1] as number) ** 2);
      }
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) return Infinity;
    const rounding = this.#rounding() + (n + 4) * Number.EPSILON * Math.sqrt(n) * norm;
    const first = 8 * (n + 4) * Number.EPSILON * norm;
    // the search begins at the rung of the sum before this one, which mostly is the same
    const holds = (rung: number): boolean => {
      const s = first * 4 ** rung;
      return s >= norm || this.#isBelow(s);
    };
    let rung = this.#rung;
    if (holds(rung)) while (rung > 0 && holds(rung - 1)) rung--;
    else
      do rung++;
      while (!holds(rung));
    this.#rung = rung;
    const s = Math.min(first * 4 ** rung, norm);
    return Math.max(s + Math.max(s, rounding), SMALLEST);
  }

  /**
   * An upper bound of -x^H A x + Re(p^H x) over all x of norm at most `radius`, A = s I - Z positive definite: its value at x0 = A^-1 p/2, computed by a Cholesky
   * factorization, and norm(p - 2 A x0) (radius + norm(x0)) for what is left. Infinity where A is not positive definite.
   *
   * @param s at least `excess()`.
   * @param p [size][2].
   */
  largestConcave(s: number, p: Float64Array, radius: number): number {
    if (!this.#isBelow(s)) return Infinity;
    const [n, z] = [this.size, this.#matrix];
    const x = substitute(
      this.#factor,
      n,
      p.map((v) => v / 2),
    );
    let [value, residual, length, scale] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      let re = s * (x[2 * i] as number);
      let im = s * (x[2 * i + 1] as number);
      for (let j = 0; j < n; j++) {
        // the upper triangle is the conjugate of the lower one
        const at = j <= i ? 2 * (i * n + j) : 2 * (j * n + i);
        const zr = z[at] as number;
        const zi = (j <= i ? 1 : -1) * (i === j ? 0 : (z[at + 1] as number));
        const [xr, xi] = [x[2 * j] as number, x[2 * j + 1] as number];
        re -= zr * xr - zi * xi;
        im -= zr * xi + zi * xr;
        scale += Math.abs(zr) + Math.abs(zi);
      }
      const [pr, pi] = [p[2 * i] as number, p[2 * i + 1] as number];
      const [xr, xi] = [x[2 * i] as number, x[2 * i + 1] as number];
      value += xr * (pr - re) + xi * (pi - im);
      residual += (pr - 2 * re) ** 2 + (pi - 2 * im) ** 2;
      length += xr * xr + xi * xi;
    }
    const norm = Math.sqrt(length);
    const solved = 8 * (n + 4) * Number.EPSILON * ((scale + s) * norm + Math.abs(value) / radius);
    // 3 of its 8 parts are room enough for the operations above, the others for the rounding errors of Z
    const rounding = Math.max(solved, (3 / 8) * solved + 2 * this.#rounding() * norm) + SMALLEST;
    return value + (Math.sqrt(residual) + rounding) * (radius + norm);
  }

  /** True when s I - Z has a Cholesky factor. */
  #isBelow(s: number): boolean {
    const n = this.size;
    const z = this.#matrix;
    const g = this.#factor;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const own = 2 * i * n;
        const other = 2 * j * n;
        const at = own + 2 * j;
        let re = -(z[at] as number);
        let im = -(z[at + 1] as number);
        for (let k = 0; k < 2 * j; k += 2) {
          const xr = g[own + k] as number;
          const xi = g[own + k + 1] as number;
          const yr = g[other + k] as number;
          const yi = g[other + k + 1] as number;
          re -= xr * yr + xi * yi;
          im -= xi * yr - xr * yi;
        }
        if (i === j) {
          re += s;
          if (!(re > 0)) return false;
          g[at] = Math.sqrt(re);
        } else {
          const pivot = g[2 * (j * n + j)] as number;
          g[at] = re / pivot;
          g[at + 1] = im / pivot;
        }
      }
    return true;
  }
}
