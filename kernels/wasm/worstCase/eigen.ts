// Eigenvalues and eigenvectors of small Hermitian matrices by cyclic complex Jacobi rotations, as src/linalg/hermitianEigen.ts.
import { add, get, ld, mul, set, splat, st, sub } from '../simd';

const MAX_SWEEPS = 40;

/** The power of two below x > 0, or the smallest normal number: over this unit products of two numbers up to x stay within float64. */
function unitOf(x: f64): f64 { return reinterpret<f64>(max<u64>(reinterpret<u64>(x) & 0x7ff0000000000000, 0x0010000000000000)); }

/**
 * A u_i = values[i] u_i of a Hermitian matrix A that is given along an orthonormal basis: as B A B^H, the rows of B being the conjugate basis vectors. Near eigenvectors as a basis spare
 * most of the rotations.
 *
 * @param a B A B^H, [n][n][2], destroyed.
 * @param turned the basis vectors, one in each row, [n][n][2], destroyed.
 * @param order room for n doubles.
 * @param values receives the eigenvalues, ascending.
 * @param vectors receives the eigenvectors, one in each row, [n][n][2].
 */
export function hermitianEigen(a: usize, n: i32, turned: usize, order: usize, values: usize, vectors: usize): void {
  const numbers = 2 * n * n;
  let largest: f64 = 0;
  for (let i = 0; i < numbers; i++) largest = max(largest, Math.abs(get(a, i)));
  const unit = largest > 0 ? unitOf(largest) : 1;
  for (let i = 0; i < numbers; i++) set(a, i, get(a, i) / unit);
  // rotations below this leave every eigenvalue unchanged in float64
  const negligible = (largest / unit) * 8.673617379884035e-19;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) if (rotate(a, turned, n, p, q, negligible)) rotated = true;
    if (!rotated) break;
  }
  // ascending; equal values keep their order
  for (let i = 0; i < n; i++) {
    const value = get(a, 2 * (i * n + i));
    let place = i;
    for (; place > 0 && get(values, place - 1) > value; place--) {
      set(values, place, get(values, place - 1));
      set(order, place, get(order, place - 1));
    }
    set(values, place, value);
    set(order, place, <f64>i);
  }
  const row = (<usize>n) << 4;
  for (let to = 0; to < n; to++) {
    set(values, to, unit * get(values, to));
    memory.copy(vectors + <usize>to * row, turned + <usize>get(order, to) * row, row);
  }
}

/** Zeroes entry (p, q) by a unitary rotation of rows and columns p and q; false when it is zero already. */
function rotate(a: usize, turned: usize, n: i32, p: i32, q: i32, negligible: f64): bool {
  const row = (<usize>n) << 4, rowP = a + <usize>p * row, rowQ = a + <usize>q * row, p16 = (<usize>p) << 4, q16 = (<usize>q) << 4;
  const re = load<f64>(rowP + q16), im = load<f64>(rowP + q16, 8);
  const magnitude = Math.sqrt(re * re + im * im);
  if (magnitude <= negligible) return false;
  const app = load<f64>(rowP + p16), aqq = load<f64>(rowQ + q16);
  const tau = (aqq - app) / (2 * magnitude);
  const t = (tau >= 0 ? 1.0 : -1.0) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const sr = (t * c * re) / magnitude, si = (t * c * im) / magnitude;
  const c2 = splat(c), sr2 = splat(sr), si2 = f64x2(si, -si), conjugate = f64x2(1, -1);
  // the columns p and q of A, whose rows are their conjugates, and the rows of `turned`
  for (let i = 0; i < n; i++) {
    if (i == p || i == q) continue;
    const i16 = (<usize>i) << 4, x = a + <usize>i * row + p16, y = a + <usize>i * row + q16;
    mix(x, y, c2, sr2, si2);
    st(rowP + i16, mul(conjugate, ld(x)));
    st(rowQ + i16, mul(conjugate, ld(y)));
  }
  const vp = turned + <usize>p * row, vq = turned + <usize>q * row;
  for (let i: usize = 0; i < row; i += 16) mix(vp + i, vq + i, c2, sr2, si2);
  store<f64>(rowP + p16, app - t * magnitude);
  store<f64>(rowQ + q16, aqq + t * magnitude);
  store<f64>(rowP + q16, 0); store<f64>(rowP + q16, 0, 8);
  store<f64>(rowQ + p16, 0); store<f64>(rowQ + p16, 0, 8);
  return true;
}

/** (x, y) <- (c x - conj(s) y, s x + c y). */
// @ts-ignore: decorator
@inline function mix(x: usize, y: usize, c: v128, sr: v128, si: v128): void {
  const p = ld(x), q = ld(y);
  st(x, sub(mul(c, p), add(mul(sr, q), mul(si, swapped(q)))));
  st(y, add(sub(mul(sr, p), mul(si, swapped(p))), mul(c, q)));
}
// @ts-ignore: decorator
@inline function swapped(v: v128): v128 { return v128.shuffle<f64>(v, v, 1, 0); }

/** Writes the unit vectors, one in each row. */
export function unitVectors(n: i32, vectors: usize): void {
  memory.fill(vectors, 0, (<usize>(n * n)) << 4);
  for (let i = 0; i < n; i++) set(vectors, 2 * (i * n + i), 1);
}
