// Hermitian PSD blocks: HKM direction, H(U) = (X U Z^-1 + Z^-1 U X)/2, two blocks per f64x2. Twin of src/conic/cones/hermitianPsd.ts.
// A group with an odd count has an idle second lane in its last pair: X = Z = I there for ever, and it is masked out of
// residuals, complementarity targets and inner products.
import { ld, st, add, sub, mul, splat, at, at2, lane0, lane1, get, set } from './simd';
import { mulNN, gramOfLower } from './products';
import { hermitianPart, cholesky, invertLower, addScaledLower } from './matrix';
import { Group, group, groupCount, scratch, maxSize, doubles } from './layout';

let rd: usize = 0;
export function allocPsd(): void { rd = doubles(2 * maxSize); }

// @ts-ignore: decorator
@inline function pairAt(q: Group, x: usize, t: i32): usize { return at(x, q.primal + t * 4 * q.n * q.n); }

/** Z^-1 of every block; false when one is not positive definite. */
export function scalePsd(z: usize): bool {
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n, bytes: usize = (<usize>(n * n)) << 5, L = scratch(0), Y = scratch(1);
    for (let t = 0; t < q.pairs; t++) {
      memory.copy(L, pairAt(q, z, t), bytes);
      if (!cholesky(n, L, rd)) return false;
      invertLower(n, L, rd, Y);
      gramOfLower(Y, q.Zi + <usize>t * bytes, n);
    }
  }
  return true;
}

/** True where nothing is in the n x n matrices at u, as in a cost or a residual without PSD blocks. */
export function isZero(n: i32, u: usize): bool {
  const zero = splat(0);
  for (let p = u, e = u + ((<usize>(n * n)) << 5); p < e; p += 16) if (v128.any_true(v128.ne<f64>(ld(p), zero))) return false;
  return true;
}

/** out = H u on the PSD part. */
export function applyHPsd(x: usize, u: usize, out: usize): void {
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n, bytes: usize = (<usize>(n * n)) << 5, w = scratch(0);
    for (let t = 0; t < q.pairs; t++) {
      const o = pairAt(q, out, t), U = pairAt(q, u, t);
      if (isZero(n, U)) { memory.fill(o, 0, bytes); continue; }
      mulNN(pairAt(q, x, t), U, w, n, n, n);
      mulNN(w, q.Zi + <usize>t * bytes, o, n, n, n);
      hermitianPart(n, o);
    }
  }
}

/** out = sigma mu Z^-1 - X - herm(DX DZ Z^-1) on the PSD part. */
export function correctorPsd(x: usize, sm: f64, dx: usize, dz: usize, out: usize): void {
  const s = splat(sm);
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n, bytes: usize = (<usize>(n * n)) << 5, w = scratch(0);
    for (let t = 0; t < q.pairs; t++) {
      const o = pairAt(q, out, t), X = pairAt(q, x, t), Zi = q.Zi + <usize>t * bytes;
      mulNN(pairAt(q, dx, t), pairAt(q, dz, t), w, n, n, n);
      mulNN(w, Zi, o, n, n, n);
      hermitianPart(n, o);
      for (let p: usize = 0; p < bytes; p += 16) st(o + p, sub(sub(mul(s, ld(Zi + p)), ld(X + p)), ld(o + p)));
    }
  }
  maskIdleLane(out);
}

/** Sets the idle lane of odd groups to zero. */
export function maskIdleLane(x: usize): void {
  for (let g = 0; g < groupCount; g++) {
    const q = group(g);
    if (!(q.count & 1)) continue;
    const o = pairAt(q, x, q.pairs - 1);
    for (let p: usize = 8, e: usize = (<usize>(q.n * q.n)) << 5; p < e; p += 16) store<f64>(o + p, 0);
  }
}

/** True when x + alpha d is positive definite in every block. */
export function insidePsd(x: usize, alpha: f64, d: usize): bool {
  const T = scratch(0);
  for (let g = 0; g < groupCount; g++) {
    const q = group(g);
    for (let t = 0; t < q.pairs; t++) {
      addScaledLower(q.n, pairAt(q, x, t), alpha, pairAt(q, d, t), T);
      if (!cholesky(q.n, T, rd)) return false;
    }
  }
  return true;
}

/** x . z over the PSD part without the idle lanes. */
export function dotPsd(x: usize, z: usize): f64 {
  let sum: f64 = 0;
  for (let g = 0; g < groupCount; g++) {
    const q = group(g);
    for (let t = 0; t < q.pairs; t++) {
      const a = pairAt(q, x, t), b = pairAt(q, z, t);
      let s = splat(0);
      for (let p: usize = 0, e: usize = (<usize>(q.n * q.n)) << 5; p < e; p += 16) s = add(s, mul(ld(a + p), ld(b + p)));
      sum += lane0(s) + (2 * t + 1 < q.count ? lane1(s) : 0);
    }
  }
  return sum;
}

/** Squared Frobenius norm of block k of group q. */
export function blockNorm2(q: Group, x: usize, k: i32): f64 {
  const o = pairAt(q, x, k >> 1) + ((<usize>(k & 1)) << 3);
  let s: f64 = 0;
  for (let p: usize = 0, e: usize = (<usize>(q.n * q.n)) << 5; p < e; p += 16) { const v = load<f64>(o + p); s += v * v; }
  return s;
}

/** Adds s times the unit element; the idle lane always gets exactly the identity. */
export function addUnitPsd(s: f64, x: usize): void {
  const v = splat(s);
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n;
    for (let t = 0; t < q.pairs; t++) {
      const o = pairAt(q, x, t);
      for (let i = 0; i < n; i++) { const p = at2(o, i * n + i); st(p, add(ld(p), v)); }
    }
  }
}

/** Writes the identity into the idle lanes. */
export function resetIdleLane(x: usize): void {
  maskIdleLane(x);
  for (let g = 0; g < groupCount; g++) {
    const q = group(g);
    if (!(q.count & 1)) continue;
    const o = pairAt(q, x, q.pairs - 1);
    for (let i = 0; i < q.n; i++) store<f64>(at2(o, i * q.n + i) + 8, 1);
  }
}
