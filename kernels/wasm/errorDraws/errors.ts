// CSI errors of four draws before they have a radius: the vectors of every link, [link][antenna][re, im][draw].
import { add, get, ld, mul, splat, st, sub } from '../simd';
import { beyond, cosine, exp, minusLog, quarter, sine } from './elementary';
import { uniforms } from './philox';

/** Stream csiError of src/random/stream.ts. */
const STREAM: u32 = 3;
/** Laws of src/random/errorLaw: uniform in the unit ball, uniform on the unit sphere, CN(0, I / antennas). */
const BALL = 0, SPHERE = 1;

/** A CN(0, 1) number of two draws from 2^53 u and 2^53 v, written to p and p + 32; its squared magnitude. */
// @ts-ignore: decorator
@inline export function complexNormal(u: v128, v: v128, p: usize): v128 {
  const radius = f64x2.sqrt(minusLog(sub(splat(9007199254740992.0), u), 53));
  const turns = mul(v, splat(4.440892098500626e-16)), q = quarter(turns), y = beyond(turns, q), z = mul(y, y);
  const sin = sine(y, z), cos = cosine(z), other = v128.and(v128.xor(sin, cos), i64x2.neg(v128.and(q, i64x2.splat(1))));
  // quarter turns 1 and 2 have a negative cosine, 2 and 3 a negative sine
  const re = mul(radius, v128.xor(v128.xor(cos, other), i64x2.shl(v128.and(i64x2.add(q, i64x2.splat(1)), i64x2.splat(2)), 62)));
  const im = mul(radius, v128.xor(v128.xor(sin, other), i64x2.shl(v128.and(q, i64x2.splat(2)), 62)));
  st(p, re); st(p + 32, im);
  return add(mul(re, re), mul(im, im));
}

/** Norm of a vector uniform in the unit ball of complex dimension n from 2^53 u: u^(1/(2n)). `exponent` is -1/(2n). */
// @ts-ignore: decorator
@inline function reach(u: v128, exponent: v128): v128 {
  return v128.and(exp(mul(minusLog(u, 53), exponent)), f64x2.gt(u, splat(0)));
}

/**
 * Errors of draws d .. d + 3 before they have a radius.
 *
 * @param buffer room for 2 antennas + 6 uniforms of four draws.
 */
export function fillErrors(law: i32, d: u64, links: i32, antennas: i32, buffer: usize, out: usize): void {
  const ahead = law == BALL ? 1 : 0;
  const exponent = splat(-1.0 / <f64>(2 * antennas)), perAntenna = splat(Math.sqrt(1.0 / <f64>antennas));
  let next = 0; // uniform that comes next
  let last: usize = 0; // block that the link before has begun to use, where it left one
  for (let l = 0; l < links; l++) {
    const first = next >> 1, blocks = ((next + ahead + 2 * antennas + 1) >> 1) - first, kept = next & 1;
    if (kept) memory.copy(buffer, last, 64);
    uniforms(STREAM, d, first + kept, blocks - kept, buffer + ((<usize>kept) << 6));
    last = buffer + ((<usize>(blocks - 1)) << 6);
    let u = buffer + ((<usize>(next & 1)) << 5);
    next += ahead + 2 * antennas;
    let norm0 = splat(1), norm1 = norm0;
    if (law == BALL) { norm0 = reach(ld(u), exponent); norm1 = reach(ld(u + 16), exponent); u += 32; }
    let sum0 = splat(0), sum1 = sum0;
    for (let i = 0; i < antennas; i++) {
      const p = out + ((<usize>i) << 6), q = u + ((<usize>i) << 6);
      sum0 = add(sum0, complexNormal(ld(q), ld(q + 32), p));
      sum1 = add(sum1, complexNormal(ld(q + 16), ld(q + 48), p + 16));
    }
    let scale0 = perAntenna, scale1 = perAntenna;
    if (law <= SPHERE) { scale0 = f64x2.div(norm0, f64x2.sqrt(sum0)); scale1 = f64x2.div(norm1, f64x2.sqrt(sum1)); }
    for (let i = 0; i < 2 * antennas; i++) {
      st(out, mul(ld(out), scale0)); st(out + 16, mul(ld(out + 16), scale1));
      out += 32;
    }
  }
}
