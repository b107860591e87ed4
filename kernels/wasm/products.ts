// Products of the complex matrices of two PSD blocks at once: element (i, j) of an r x c matrix is the v128 at base + 16 (i c + j), its
// imaginary part r c elements later (planar). Lane 0 and lane 1 are two blocks of one program.
import { ld, st, add, sub, mul, splat, at2 } from './simd';

// Four elements of C side by side (or one alone), which share the element x of one factor: op(x) op(y_e) summed over k.
// @ts-ignore: decorator
@inline function strip(
  four: bool, x: usize, xim: usize, xk: usize, conjX: bool, y: usize, yim: usize, yk: usize, ye: usize, conjY: bool, inner: i32,
  c: usize, cim: usize, ce: usize,
): void {
  const z = splat(0);
  let r0 = z, i0 = z, r1 = z, i1 = z, r2 = z, i2 = z, r3 = z, i3 = z;
  for (let k = 0; k < inner; k++) {
    const a = ld(x), b = ld(x + xim);
    let u = ld(y), v = ld(y + yim);
    if (conjX == conjY) r0 = sub(add(r0, mul(a, u)), mul(b, v)); else r0 = add(add(r0, mul(a, u)), mul(b, v));
    if (conjX == conjY) i0 = add(add(i0, mul(a, v)), mul(b, u));
    else if (conjX) i0 = sub(add(i0, mul(a, v)), mul(b, u)); else i0 = add(sub(i0, mul(a, v)), mul(b, u));
    if (four) {
      u = ld(y + ye); v = ld(y + ye + yim);
      if (conjX == conjY) r1 = sub(add(r1, mul(a, u)), mul(b, v)); else r1 = add(add(r1, mul(a, u)), mul(b, v));
      if (conjX == conjY) i1 = add(add(i1, mul(a, v)), mul(b, u));
      else if (conjX) i1 = sub(add(i1, mul(a, v)), mul(b, u)); else i1 = add(sub(i1, mul(a, v)), mul(b, u));
      u = ld(y + 2 * ye); v = ld(y + 2 * ye + yim);
      if (conjX == conjY) r2 = sub(add(r2, mul(a, u)), mul(b, v)); else r2 = add(add(r2, mul(a, u)), mul(b, v));
      if (conjX == conjY) i2 = add(add(i2, mul(a, v)), mul(b, u));
      else if (conjX) i2 = sub(add(i2, mul(a, v)), mul(b, u)); else i2 = add(sub(i2, mul(a, v)), mul(b, u));
      u = ld(y + 3 * ye); v = ld(y + 3 * ye + yim);
      if (conjX == conjY) r3 = sub(add(r3, mul(a, u)), mul(b, v)); else r3 = add(add(r3, mul(a, u)), mul(b, v));
      if (conjX == conjY) i3 = add(add(i3, mul(a, v)), mul(b, u));
      else if (conjX) i3 = sub(add(i3, mul(a, v)), mul(b, u)); else i3 = add(sub(i3, mul(a, v)), mul(b, u));
    }
    x += xk; y += yk;
  }
  st(c, r0); st(c + cim, i0);
  if (!four) return;
  st(c + ce, r1); st(c + ce + cim, i1); st(c + 2 * ce, r2); st(c + 2 * ce + cim, i2); st(c + 3 * ce, r3); st(c + 3 * ce + cim, i3);
}

// C = op(A) op(B); op(A) element (i,k) at a + i ai + k ak. Two by two blocks of C stay in registers. `upper`: on and above the diagonal alone;
// `triangular`: the factors are the same lower triangle, so that the sum of element (i,j) begins at k = max(i,j).
// @ts-ignore: decorator
@inline function product(
  a: usize, aim: usize, ai: usize, ak: usize, conjA: bool,
  b: usize, bim: usize, bk: usize, bj: usize, conjB: bool,
  c: usize, rows: i32, inner: i32, cols: i32, upper: bool, triangular: bool,
): void {
  const cr: usize = (<usize>cols) << 4, cim: usize = cr * <usize>rows;
  const same = conjA == conjB;
  let i = 0;
  for (; i + 1 < rows; i += 2) {
    const pi = a + <usize>i * ai, ci = c + <usize>i * cr;
    for (let j = upper ? i : 0; j + 1 < cols; j += 2) {
      const k0 = triangular ? j : 0;
      let p = pi + <usize>k0 * ak, q = b + <usize>j * bj + <usize>k0 * bk;
      let r00 = splat(0), i00 = r00, r01 = r00, i01 = r00, r10 = r00, i10 = r00, r11 = r00, i11 = r00;
      for (let k = k0; k < inner; k++) {
        const x = ld(p), y = ld(p + aim), u = ld(p + ai), v = ld(p + ai + aim);
        let s = ld(q), t = ld(q + bim);
        if (same) { r00 = sub(add(r00, mul(x, s)), mul(y, t)); r10 = sub(add(r10, mul(u, s)), mul(v, t)); }
        else { r00 = add(add(r00, mul(x, s)), mul(y, t)); r10 = add(add(r10, mul(u, s)), mul(v, t)); }
        if (same) { i00 = add(add(i00, mul(x, t)), mul(y, s)); i10 = add(add(i10, mul(u, t)), mul(v, s)); }
        else if (conjA) { i00 = sub(add(i00, mul(x, t)), mul(y, s)); i10 = sub(add(i10, mul(u, t)), mul(v, s)); }
        else { i00 = add(sub(i00, mul(x, t)), mul(y, s)); i10 = add(sub(i10, mul(u, t)), mul(v, s)); }
        s = ld(q + bj); t = ld(q + bj + bim);
        if (same) { r01 = sub(add(r01, mul(x, s)), mul(y, t)); r11 = sub(add(r11, mul(u, s)), mul(v, t)); }
        else { r01 = add(add(r01, mul(x, s)), mul(y, t)); r11 = add(add(r11, mul(u, s)), mul(v, t)); }
        if (same) { i01 = add(add(i01, mul(x, t)), mul(y, s)); i11 = add(add(i11, mul(u, t)), mul(v, s)); }
        else if (conjA) { i01 = sub(add(i01, mul(x, t)), mul(y, s)); i11 = sub(add(i11, mul(u, t)), mul(v, s)); }
        else { i01 = add(sub(i01, mul(x, t)), mul(y, s)); i11 = add(sub(i11, mul(u, t)), mul(v, s)); }
        p += ak; q += bk;
      }
      const o = at2(ci, j);
      st(o, r00); st(o + cim, i00); st(o + 16, r01); st(o + 16 + cim, i01);
      st(o + cr, r10); st(o + cr + cim, i10); st(o + cr + 16, r11); st(o + cr + 16 + cim, i11);
    }
  }
  // the last column of an odd number, then the last row
  if (cols & 1) {
    const j = cols - 1, k0 = triangular ? j : 0, pb = b + <usize>j * bj + <usize>k0 * bk, pa = a + <usize>k0 * ak, o = at2(c, j);
    let r = 0;
    for (; r + 3 < i; r += 4) strip(true, pb, bim, bk, conjB, pa + <usize>r * ai, aim, ak, ai, conjA, inner - k0, o + <usize>r * cr, cim, cr);
    for (; r < i; r++) strip(false, pb, bim, bk, conjB, pa + <usize>r * ai, aim, ak, ai, conjA, inner - k0, o + <usize>r * cr, cim, cr);
  }
  if (i < rows) {
    const k0 = triangular ? i : 0, pa = a + <usize>i * ai + <usize>k0 * ak, pb = b + <usize>k0 * bk, o = c + <usize>i * cr;
    let j = upper ? i : 0;
    for (; j + 3 < cols; j += 4) strip(true, pa, aim, ak, conjA, pb + <usize>j * bj, bim, bk, bj, conjB, inner - k0, at2(o, j), cim, 16);
    for (; j < cols; j++) strip(false, pa, aim, ak, conjA, pb + <usize>j * bj, bim, bk, bj, conjB, inner - k0, at2(o, j), cim, 16);
  }
}

/** C (r x c) = A (r x k) B (k x c). */
export function mulNN(a: usize, b: usize, c: usize, r: i32, k: i32, n: i32): void {
  product(a, (<usize>(r * k)) << 4, (<usize>k) << 4, 16, false, b, (<usize>(k * n)) << 4, (<usize>n) << 4, 16, false, c, r, k, n, false, false);
}
/** C (r x c) = A^H B, A is k x r, B is k x c. */
export function mulHN(a: usize, b: usize, c: usize, r: i32, k: i32, n: i32): void {
  product(a, (<usize>(r * k)) << 4, 16, (<usize>r) << 4, true, b, (<usize>(k * n)) << 4, (<usize>n) << 4, 16, false, c, r, k, n, false, false);
}
/** C (r x c) = A B^H, A is r x k, B is c x k. */
export function mulNH(a: usize, b: usize, c: usize, r: i32, k: i32, n: i32): void {
  product(a, (<usize>(r * k)) << 4, (<usize>k) << 4, 16, false, b, (<usize>(n * k)) << 4, 16, (<usize>k) << 4, true, c, r, k, n, false, false);
}
/** C (n x n) = A^H B, which is Hermitian: A and B are k x n. */
export function mulHermitian(a: usize, b: usize, c: usize, n: i32, k: i32): void {
  const im: usize = (<usize>(n * k)) << 4, row: usize = (<usize>n) << 4;
  product(a, im, 16, row, true, b, im, row, 16, false, c, n, k, n, true, false);
  mirror(n, c);
}
/** C (n x n) = Y^H Y of a lower triangle with zeros above. */
export function gramOfLower(y: usize, c: usize, n: i32): void {
  const im: usize = (<usize>(n * n)) << 4, row: usize = (<usize>n) << 4;
  product(y, im, 16, row, true, y, im, row, 16, false, c, n, n, n, true, true);
  mirror(n, c);
}

/** Writes the elements below the diagonal of a Hermitian matrix from those above. */
function mirror(n: i32, c: usize): void {
  const im: usize = (<usize>(n * n)) << 4;
  for (let i = 0; i < n; i++) {
    st(at2(c, i * n + i) + im, splat(0));
    for (let j = i + 1; j < n; j++) {
      const p = at2(c, i * n + j), t = at2(c, j * n + i);
      st(t, ld(p)); st(t + im, v128.neg<f64>(ld(p + im)));
    }
  }
}
