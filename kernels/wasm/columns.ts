// Columns of complex matrices of n rows, which lie as in products.ts: column s of n x P begins at base + 16 s.
import { ld, st, add, sub, mul, at2 } from './simd';

/** Column a of A (n x P) adjoint times column b of B (n x K), real part at `out`, imaginary part after it. */
// @ts-ignore: decorator
@inline export function columnProduct(n: i32, A: usize, P: i32, a: i32, B: usize, K: i32, b: i32, out: usize): void {
  const aim: usize = (<usize>(n * P)) << 4, bim: usize = (<usize>(n * K)) << 4, arow: usize = (<usize>P) << 4, brow: usize = (<usize>K) << 4;
  let p = at2(A, a), c = at2(B, b), re = f64x2.splat(0), im = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    const x = ld(p), y = ld(p + aim), u = ld(c), v = ld(c + bim);
    re = add(re, add(mul(x, u), mul(y, v)));
    im = add(im, sub(mul(x, v), mul(y, u)));
    p += arow; c += brow;
  }
  st(out, re); st(out + 16, im);
}

/** Adds (wr + j wi) times column a of A (n x P) to column b of B (n x K). */
// @ts-ignore: decorator
@inline export function addColumn(n: i32, wr: v128, wi: v128, A: usize, P: i32, a: i32, B: usize, K: i32, b: i32): void {
  const aim: usize = (<usize>(n * P)) << 4, bim: usize = (<usize>(n * K)) << 4, arow: usize = (<usize>P) << 4, brow: usize = (<usize>K) << 4;
  let p = at2(A, a), c = at2(B, b);
  for (let i = 0; i < n; i++) {
    const u = ld(p), v = ld(p + aim);
    st(c, add(ld(c), sub(mul(wr, u), mul(wi, v))));
    st(c + bim, add(ld(c + bim), add(mul(wr, v), mul(wi, u))));
    p += arow; c += brow;
  }
}
