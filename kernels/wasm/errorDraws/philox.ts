// Philox 4x32-10 (src/random/philox.ts) of four error draws at once, in the lanes of i32x4.
import { ld, st, add, mul, splat } from '../simd';

/** Low and high product halves of two multipliers with four words each. */
// @ts-ignore: decorator
@inline function even(p: v128, q: v128): v128 { return v128.shuffle<i32>(p, q, 0, 2, 4, 6); }
// @ts-ignore: decorator
@inline function odd(p: v128, q: v128): v128 { return v128.shuffle<i32>(p, q, 1, 3, 5, 7); }

/** 2^53 u = (27 bits of a, 26 bits of b), an integer, for the words of two draws in the lower lanes; u is RandomStream.uniform. */
// @ts-ignore: decorator
@inline function unit(a: v128, b: v128): v128 {
  return add(mul(f64x2.convert_low_i32x4_s(a), splat(67108864.0)), f64x2.convert_low_i32x4_s(b));
}

/** Writes the two uniforms of one block for four draws: [uniform][draw]. */
// @ts-ignore: decorator
@inline function store(c0: v128, c1: v128, c2: v128, c3: v128, out: usize): void {
  const a = i32x4.shr_u(c0, 5), b = i32x4.shr_u(c1, 6), c = i32x4.shr_u(c2, 5), d = i32x4.shr_u(c3, 6);
  st(out, unit(a, b));
  st(out + 16, unit(v128.shuffle<i32>(a, a, 2, 3, 2, 3), v128.shuffle<i32>(b, b, 2, 3, 2, 3)));
  st(out + 32, unit(c, d));
  st(out + 48, unit(v128.shuffle<i32>(c, c, 2, 3, 2, 3), v128.shuffle<i32>(d, d, 2, 3, 2, 3)));
}

/** Key of the study, and the words of the counter that tell realization and draw. */
const keys: usize = memory.data(320, 16); // those of the ten rounds, each in all lanes
let realization: u32 = 0;
export function setKey(low: u32, high: u32, index: u32): void {
  for (let p = keys; p < keys + 320; p += 32) {
    st(p, i32x4.splat(<i32>low)); st(p + 16, i32x4.splat(<i32>high));
    low += 0x9e3779b9; high += 0xbb67ae85;
  }
  realization = index;
}

/**
 * 2^53 times the uniforms 2 block .. 2 (block + count) - 1 of draws d .. d + 3 of a stream, [uniform][4]; d a multiple of 4. Two blocks at a time, because
 * the rounds of one depend on one another.
 *
 * @param stream its number, STREAMS of src/random/stream.ts.
 */
export function uniforms(stream: u32, d: u64, block: i32, count: i32, out: usize): void {
  const m0 = i32x4.splat(<i32>0xd2511f53), m1 = i32x4.splat(<i32>0xcd9e8d57);
  const word3 = i32x4.add(i32x4.splat(<i32>((stream << 24) + <u32>(d & 0xffffff))), i32x4(0, 1, 2, 3));
  const word1 = i32x4.splat(<i32>(d >> 24)), word2 = i32x4.splat(<i32>realization);
  for (let b = 0; b < count; b += 2) {
    let c0 = i32x4.splat(block + b), c1 = word1, c2 = word2, c3 = word3;
    let e0 = i32x4.splat(block + b + 1), e1 = word1, e2 = word2, e3 = word3;
    for (let key = keys; key < keys + 320; key += 32) {
      const a0 = ld(key), a1 = ld(key + 16);
      const p = i64x2.extmul_low_i32x4_u(m0, c0), q = i64x2.extmul_high_i32x4_u(m0, c0);
      const s = i64x2.extmul_low_i32x4_u(m1, c2), t = i64x2.extmul_high_i32x4_u(m1, c2);
      c0 = v128.xor(v128.xor(odd(s, t), c1), a0);
      c2 = v128.xor(v128.xor(odd(p, q), c3), a1);
      c1 = even(s, t); c3 = even(p, q);
      const P = i64x2.extmul_low_i32x4_u(m0, e0), Q = i64x2.extmul_high_i32x4_u(m0, e0);
      const S = i64x2.extmul_low_i32x4_u(m1, e2), T = i64x2.extmul_high_i32x4_u(m1, e2);
      e0 = v128.xor(v128.xor(odd(S, T), e1), a0);
      e2 = v128.xor(v128.xor(odd(P, Q), e3), a1);
      e1 = even(S, T); e3 = even(P, Q);
    }
    const o = out + ((<usize>b) << 6);
    store(c0, c1, c2, c3, o);
    store(e0, e1, e2, e3, o + 64); // one block beyond an odd count: the buffer has room for it
  }
}
