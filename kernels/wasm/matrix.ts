// Sums, Cholesky factor and inverse of complex matrices of two PSD blocks at once, which lie as in products.ts.
import { ld, st, add, sub, mul, splat, at2 } from './simd';

/** C = A + factor B on the lower triangle of two n x n matrices (both planes). */
export function addScaledLower(n: i32, a: usize, factor: f64, b: usize, c: usize): void {
  const s = splat(factor), im: usize = (<usize>(n * n)) << 4;
  for (let i = 0; i < n; i++) {
    const o: usize = (<usize>(i * n)) << 4;
    for (let p = o, e = o + ((<usize>i) << 4); p <= e; p += 16) {
      st(c + p, add(ld(a + p), mul(s, ld(b + p))));
      st(c + p + im, add(ld(a + p + im), mul(s, ld(b + p + im))));
    }
  }
}

/** In place Q <- (Q + Q^H)/2. */
export function hermitianPart(n: i32, q: usize): void {
  const im: usize = (<usize>(n * n)) << 4, half = splat(0.5), z = splat(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const p = at2(q, i * n + j), t = at2(q, j * n + i);
      const a = mul(half, add(ld(p), ld(t))), b = mul(half, sub(ld(p + im), ld(t + im)));
      st(p, a); st(t, a); st(p + im, b); st(t + im, v128.neg<f64>(b));
    }
    st(at2(q, i * n + i) + im, z);
  }
}

/**
 * Lower Cholesky factor in place (the upper triangle is not read or written), 1/diagonal to rd[n].
 * Returns false as soon as one pivot of either block is not positive.
 */
export function cholesky(n: i32, a: usize, rd: usize): bool {
  const im: usize = (<usize>(n * n)) << 4, row: usize = (<usize>n) << 4, z = splat(0);
  for (let j = 0; j < n; j++) {
    const aj = a + <usize>j * row, jo: usize = (<usize>j) << 4;
    let d = ld(aj + jo);
    for (let k = aj, e = aj + jo; k < e; k += 16) {
      const x = ld(k), y = ld(k + im);
      d = sub(d, add(mul(x, x), mul(y, y)));
    }
    if (!i64x2.all_true(v128.gt<f64>(d, z))) return false;
    const r = v128.div<f64>(splat(1), v128.sqrt<f64>(d));
    st(rd + jo, r); st(aj + jo, mul(d, r)); st(aj + jo + im, z);
    let i = j + 1;
    for (; i + 1 < n; i += 2) {
      const p = a + <usize>i * row;
      let s0 = ld(p + jo), t0 = ld(p + jo + im), s1 = ld(p + row + jo), t1 = ld(p + row + jo + im);
      for (let k: usize = 0; k < jo; k += 16) {
        const x = ld(aj + k), y = ld(aj + k + im), u = ld(p + k), v = ld(p + k + im), w = ld(p + row + k), h = ld(p + row + k + im);
        s0 = sub(s0, add(mul(u, x), mul(v, y))); t0 = sub(t0, sub(mul(v, x), mul(u, y)));
        s1 = sub(s1, add(mul(w, x), mul(h, y))); t1 = sub(t1, sub(mul(h, x), mul(w, y)));
      }
      st(p + jo, mul(s0, r)); st(p + jo + im, mul(t0, r)); st(p + row + jo, mul(s1, r)); st(p + row + jo + im, mul(t1, r));
    }
    if (i < n) {
      const p = a + <usize>i * row;
      let s0 = ld(p + jo), t0 = ld(p + jo + im);
      for (let k: usize = 0; k < jo; k += 16) {
        const x = ld(aj + k), y = ld(aj + k + im), u = ld(p + k), v = ld(p + k + im);
        s0 = sub(s0, add(mul(u, x), mul(v, y))); t0 = sub(t0, sub(mul(v, x), mul(u, y)));
      }
      st(p + jo, mul(s0, r)); st(p + jo + im, mul(t0, r));
    }
  }
  return true;
}

/** Y = L^-1 (lower; zeros above), L from `cholesky` with its reciprocal diagonal rd. */
export function invertLower(n: i32, l: usize, rd: usize, y: usize): void {
  const im: usize = (<usize>(n * n)) << 4, row: usize = (<usize>n) << 4, z = splat(0);
  for (let j = 0; j < n; j++) {
    const jo: usize = (<usize>j) << 4, rj = ld(rd + jo);
    for (let i = 0; i < j; i++) { const o = y + <usize>i * row + jo; st(o, z); st(o + im, z); }
    st(y + <usize>j * row + jo, rj); st(y + <usize>j * row + jo + im, z);
    for (let i = j + 1; i < n; i++) {
      const p = l + <usize>i * row;
      let s = mul(ld(p + jo), rj), t = mul(ld(p + jo + im), rj), q = y + <usize>(j + 1) * row + jo;
      for (let k: usize = jo + 16, e: usize = (<usize>i) << 4; k < e; k += 16) {
        const u = ld(p + k), v = ld(p + k + im), c = ld(q), d = ld(q + im);
        s = add(s, sub(mul(u, c), mul(v, d))); t = add(t, add(mul(u, d), mul(v, c))); q += row;
      }
      const ri = v128.neg<f64>(ld(rd + ((<usize>i) << 4)));
      const o = y + <usize>i * row + jo;
      st(o, mul(s, ri)); st(o + im, mul(t, ri));
    }
  }
}
