// Receiver noise and data symbols of four frames at once: [symbol of the frame][re, im][frame], symbol cell, user and time in this order.
import { add, ld, mul, splat, st } from '../simd';
import { complexNormal } from './errors';
import { uniforms } from './philox';

/** Streams receiverNoise and frameSymbols of src/random/stream.ts. */
const NOISE: u32 = 7, SYMBOLS: u32 = 8;
/** Blocks of uniforms that are made together. */
const AHEAD = 16;
/** Room of their uniforms, one block beyond an odd number among them. */
const buffer: usize = memory.data((AHEAD + 1) << 6, 16);

/** `count` CN(0, 1) numbers of each of the frames d .. d + 3. */
export function fillNoise(d: u64, count: i32, out: usize): void {
  for (let first = 0; first < count; first += AHEAD) {
    const blocks = min(AHEAD, count - first);
    uniforms(NOISE, d, first, blocks, buffer);
    for (let i = 0; i < blocks; i++) {
      const u = buffer + ((<usize>i) << 6);
      complexNormal(ld(u), ld(u + 32), out); complexNormal(ld(u + 16), ld(u + 48), out + 16);
      out += 64;
    }
  }
}

/** `count` symbols exp(j p), p uniform over (2 m + 1) pi / M, of each of the frames. @param points cosine and sine of every p. */
export function fillSymbols(d: u64, count: i32, order: i32, points: usize, out: usize): void {
  const scale = splat(1.1102230246251565e-16), m = splat(<f64>order);
  for (let first = 0; first < count; first += 2 * AHEAD) {
    const numbers = min(2 * AHEAD, count - first);
    uniforms(SYMBOLS, d, first >> 1, (numbers + 1) >> 1, buffer);
    for (let i = 0; i < numbers; i++) {
      const u = buffer + ((<usize>i) << 5);
      for (let pair: usize = 0; pair < 32; pair += 16) {
        const index = f64x2.floor(mul(m, mul(ld(u + pair), scale)));
        const p = points + ((<usize>f64x2.extract_lane(index, 0)) << 4), q = points + ((<usize>f64x2.extract_lane(index, 1)) << 4);
        st(out + pair, v128.load64_lane(q, v128.load64_splat(p), 1));
        st(out + 32 + pair, v128.load64_lane(q + 8, v128.load64_splat(p + 8), 1));
      }
      out += 64;
    }
  }
}
