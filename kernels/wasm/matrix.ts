// Complex matrices of two PSD blocks at once: element (i, j) of an r x c matrix is the v128 at base + 16 (i c + j), its
// imaginary part r c elements later (planar). Lane 0 and lane 1 are two blocks of one program.
import { ld, st, add, sub, mul, splat, at2 } from './simd';

// @ts-ignore: decorator
@inline function product1(
  p: usize, pim: usize, pk: usize, q: usize, qim: usize, qk: usize, inner: i32, conjA: bool, conjB: bool, c: usize, cim: usize,
): void {
  let re = splat(0), im = splat(0);
  for (let k = 0; k < inner; k++) {
    const x = ld(p), y = ld(p + pim), u = ld(q), v = ld(q + qim);
    if (conjA == conjB) re = sub(add(re, mul(x, u)), mul(y, v)); else re = add(add(re, mul(x, u)), mul(y, v));
    const xv = mul(x, v), yu = mul(y, u);
    if (!conjA && !conjB) im = add(im, add(xv, yu));
    else if (conjA && conjB) im = sub(im, add(xv, yu));
    else if (conjA) im = add(im, sub(xv, yu));
    else im = add(im, sub(yu, xv));
    p += pk; q += qk;
  }
  st(c, re); st(c + cim, im);
}

// C = op(A) op(B); op(A) element (i,k) at a + i ai + k ak. Two by two blocks of C stay in registers.
// @ts-ignore: decorator
@inline function product(
  a: usize, aim: usize, ai: usize, ak: usize, conjA: bool,
  b: usize, bim: usize, bk: usize, bj: usize, conjB: bool,
  c: usize, rows: i32, inner: i32, cols: i32,
): void {
  const cr: usize = (<usize>cols) << 4, cim: usize = cr * <usize>rows;
  const same = conjA == conjB;
  let i = 0;
  for (; i + 1 < rows; i += 2) {
    const pi = a + <usize>i * ai, ci = c + <usize>i * cr;
    let j = 0;
    for (; j + 1 < cols; j += 2) {
      let p = pi, q = b + <usize>j * bj;
      let r00 = splat(0), i00 = r00, r01 = r00, i01 = r00, r10 = r00, i10 = r00, r11 = r00, i11 = r00;
      for (let k = 0; k < inner; k++) {
        const x = ld(p), y = ld(p + aim), u = ld(p + ai), v = ld(p + ai + aim);
        let s = ld(q), t = ld(q + bim);
        if (same) { r00 = sub(add(r00, mul(x, s)), mul(y, t)); r10 = sub(add(r10, mul(u, s)), mul(v, t)); }
        else { r00 = add(add(r00, mul(x, s)), mul(y, t)); r10 = add(add(r10, mul(u, s)), mul(v, t)); }
        if (!conjA && !conjB) { i00 = add(add(i00, mul(x, t)), mul(y, s)); i10 = add(add(i10, mul(u, t)), mul(v, s)); }
        else if (conjA) { i00 = sub(add(i00, mul(x, t)), mul(y, s)); i10 = sub(add(i10, mul(u, t)), mul(v, s)); }
        else { i00 = add(sub(i00, mul(x, t)), mul(y, s)); i10 = add(sub(i10, mul(u, t)), mul(v, s)); }
        s = ld(q + bj); t = ld(q + bj + bim);
        if (same) { r01 = sub(add(r01, mul(x, s)), mul(y, t)); r11 = sub(add(r11, mul(u, s)), mul(v, t)); }
        else { r01 = add(add(r01, mul(x, s)), mul(y, t)); r11 = add(add(r11, mul(u, s)), mul(v, t)); }
        if (!conjA && !conjB) { i01 = add(add(i01, mul(x, t)), mul(y, s)); i11 = add(add(i11, mul(u, t)), mul(v, s)); }
        else if (conjA) { i01 = sub(add(i01, mul(x, t)), mul(y, s)); i11 = sub(add(i11, mul(u, t)), mul(v, s)); }
        else { i01 = add(sub(i01, mul(x, t)), mul(y, s)); i11 = add(sub(i11, mul(u, t)), mul(v, s)); }
        p += ak; q += bk;
      }
      const o = at2(ci, j);
      st(o, r00); st(o + cim, i00); st(o + 16, r01); st(o + 16 + cim, i01);
      st(o + cr, r10); st(o + cr + cim, i10); st(o + cr + 16, r11); st(o + cr + 16 + cim, i11);
    }
    if (j < cols) {
      product1(pi, aim, ak, b + <usize>j * bj, bim, bk, inner, conjA, conjB, at2(ci, j), cim);
      product1(pi + ai, aim, ak, b + <usize>j * bj, bim, bk, inner, conjA, conjB, at2(ci, j) + cr, cim);
    }
  }
  if (i < rows) for (let j = 0; j < cols; j++)
    product1(a + <usize>i * ai, aim, ak, b + <usize>j * bj, bim, bk, inner, conjA, conjB, at2(c + <usize>i * cr, j), cim);
}

/** C (r x c) = A (r x k) B (k x c). */
export function mulNN(a: usize, b: usize, c: usize, r: i32, k: i32, n: i32): void {
  product(a, (<usize>(r * k)) << 4, (<usize>k) << 4, 16, false, b, (<usize>(k * n)) << 4, (<usize>n) << 4, 16, false, c, r, k, n);
}
/** C (r x c) = A^H B, A is k x r, B is k x c. */
export function mulHN(a: usize, b: usize, c: usize, r: i32, k: i32, n: i32): void {
  product(a, (<usize>(r * k)) << 4, 16, (<usize>r) << 4, true, b, (<usize>(k * n)) << 4, (<usize>n) << 4, 16, false, c, r, k, n);
}
/** C (r x c) = A B^H, A is r x k, B is c x k. */
export function mulNH(a: usize, b: usize, c: usize, r: i32, k: i32, n: i32): void {
  product(a, (<usize>(r * k)) << 4, (<usize>k) << 4, 16, false, b, (<usize>(n * k)) << 4, 16, (<usize>k) << 4, true, c, r, k, n);
}

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
