// Amplitudes c + sum over links and antennas of e w, for four draws of the errors e and one or two rows of weights.
//
// A row is [c: re, im][link][antenna][re, im]. c is what the estimated channels give, h^T w; the weights hold the error radius.
import { add, ld, mul, st, sub } from '../simd';

/** Amplitudes of four draws: [row][draws 0 and 1: re, im; draws 2 and 3: re, im]. */
const amplitudes: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline function both(p: usize): v128 { return v128.load64_splat(p); }

/** Amplitudes of the row at q. @param e first link, `step` bytes from one to the next. */
export function oneRow(e: usize, links: i32, step: usize, antennas: i32, q: usize): void {
  let r0 = both(q), i0 = both(q + 8), r1 = r0, i1 = i0;
  q += 16;
  const width = (<usize>antennas) << 6;
  for (let n = 0; n < links; n++) {
    for (let p = e, end = e + width; p < end; p += 64) {
      const c = both(q), d = both(q + 8);
      const a0 = ld(p), b0 = ld(p + 32), a1 = ld(p + 16), b1 = ld(p + 48);
      r0 = add(r0, sub(mul(a0, c), mul(b0, d))); i0 = add(i0, add(mul(a0, d), mul(b0, c)));
      r1 = add(r1, sub(mul(a1, c), mul(b1, d))); i1 = add(i1, add(mul(a1, d), mul(b1, c)));
      q += 16;
    }
    e += step;
  }
  st(amplitudes, r0); st(amplitudes + 16, i0); st(amplitudes + 32, r1); st(amplitudes + 48, i1);
}

/** Amplitudes of the rows at q and at q + stride, each the same as `oneRow` gives. */
export function twoRows(e: usize, links: i32, step: usize, antennas: i32, q: usize, stride: usize): void {
  let r0 = both(q), i0 = both(q + 8), r1 = r0, i1 = i0;
  let R0 = both(q + stride), I0 = both(q + stride + 8), R1 = R0, I1 = I0;
  q += 16;
  const width = (<usize>antennas) << 6;
  for (let n = 0; n < links; n++) {
    for (let p = e, end = e + width; p < end; p += 64) {
      const a0 = ld(p), b0 = ld(p + 32), a1 = ld(p + 16), b1 = ld(p + 48);
      const c = both(q), d = both(q + 8);
      r0 = add(r0, sub(mul(a0, c), mul(b0, d))); i0 = add(i0, add(mul(a0, d), mul(b0, c)));
      r1 = add(r1, sub(mul(a1, c), mul(b1, d))); i1 = add(i1, add(mul(a1, d), mul(b1, c)));
      const C = both(q + stride), D = both(q + stride + 8);
      R0 = add(R0, sub(mul(a0, C), mul(b0, D))); I0 = add(I0, add(mul(a0, D), mul(b0, C)));
      R1 = add(R1, sub(mul(a1, C), mul(b1, D))); I1 = add(I1, add(mul(a1, D), mul(b1, C)));
      q += 16;
    }
    e += step;
  }
  st(amplitudes, r0); st(amplitudes + 16, i0); st(amplitudes + 32, r1); st(amplitudes + 48, i1);
  st(amplitudes + 64, R0); st(amplitudes + 80, I0); st(amplitudes + 96, R1); st(amplitudes + 112, I1);
}

/** Real and imaginary part of a row (0 or 1) for a pair of draws (0 or 1). */
// @ts-ignore: decorator
@inline export function real(row: i32, pair: i32): v128 { return ld(amplitudes + ((<usize>(2 * row + pair)) << 5)); }
// @ts-ignore: decorator
@inline export function imaginary(row: i32, pair: i32): v128 { return ld(amplitudes + ((<usize>(2 * row + pair)) << 5) + 16); }
/** Squared magnitude. */
// @ts-ignore: decorator
@inline export function power(row: i32, pair: i32): v128 {
  const re = real(row, pair), im = imaginary(row, pair);
  return add(mul(re, re), mul(im, im));
}
