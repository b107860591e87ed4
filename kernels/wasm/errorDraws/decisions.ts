// Symbol decisions of one user over a tile of frames.
import { add, ld, mul, splat, st, sub } from '../simd';
import { imaginary, oneRow, real, twoRows } from './amplitudes';

/** What a user receives in a frame; its rows are described in src/montecarlo/symbolErrors.ts. */
@unmanaged
export class Listener {
  /** Rows of `stride` bytes; transmitters, the rows of each, the links of a row. */
  rows: usize; stride: usize; senders: i32; each: i32; links: i32; antennas: i32;
  /** First link of the user, and bytes from there to its next one. */
  first: usize; step: usize;
  /** Index of the user, symbol times of a frame. */
  user: i32; length: i32;
  /** cot(pi/M), root of the noise power, and what turns the noise: cosine and sine for each symbol time, or one pair at block level. */
  cotangent: f64; sigma: f64; turns: usize;
  /** Wrong decisions, sum over the frames of their squares, frames with a wrong one, frames with a right one. */
  wrong: f64; squares: f64; withWrong: f64; withRight: f64;
}

/** Amplitudes of all beams at a user for four frames: [beam][re, im][frame]. */
let beams: usize = 0;
export function setBeamRoom(address: usize): void { beams = address; }

/** 1 for each frame whose sample z lies outside abs(arg z) <= pi/M. */
// @ts-ignore: decorator
@inline function isWrong(re: v128, im: v128, cotangent: v128): v128 {
  return v128.and(f64x2.lt(sub(re, mul(f64x2.abs(im), cotangent)), splat(0)), splat(1));
}

// @ts-ignore: decorator
@inline function tally(to: Listener, wrong: f64): void {
  to.wrong += wrong; to.squares += wrong * wrong;
  to.withWrong += wrong > 0 ? 1 : 0; to.withRight += wrong < <f64>to.length ? 1 : 0;
}

/** Adds the wrong decisions of the frames that count: those before `count`. */
// @ts-ignore: decorator
@inline function tallyGroup(to: Listener, wrong0: v128, wrong1: v128, count: i32): void {
  tally(to, f64x2.extract_lane(wrong0, 0));
  if (count > 1) tally(to, f64x2.extract_lane(wrong0, 1));
  if (count > 2) tally(to, f64x2.extract_lane(wrong1, 0));
  if (count > 3) tally(to, f64x2.extract_lane(wrong1, 1));
}

/**
 * Frames of symbol-level precoding: the same transmit vectors in each. An even number of rows, one for each symbol time.
 *
 * @param noise of a group of four frames, `noiseBytes` to the next group.
 */
export function decideFixed(to: Listener, errors: usize, bytes: usize, noise: usize, noiseBytes: usize, count: i32): void {
  const cotangent = splat(to.cotangent), sigma = splat(to.sigma);
  for (let g = 0; g < count; g += 4) {
    let wrong0 = splat(0), wrong1 = wrong0;
    let p = noise + ((<usize>(to.user * to.length)) << 6), t = to.turns, q = to.rows;
    for (let s = 0; s < to.length; s += 2) {
      twoRows(errors + to.first, to.links, to.step, to.antennas, q, to.stride);
      for (let row = 0; row < 2 && s + row < to.length; row++) {
        const c = mul(sigma, v128.load64_splat(t)), d = mul(sigma, v128.load64_splat(t + 8));
        const a0 = ld(p), a1 = ld(p + 16), b0 = ld(p + 32), b1 = ld(p + 48);
        wrong0 = add(wrong0, isWrong(add(real(row, 0), sub(mul(a0, c), mul(b0, d))), add(imaginary(row, 0), add(mul(a0, d), mul(b0, c))), cotangent));
        wrong1 = add(wrong1, isWrong(add(real(row, 1), sub(mul(a1, c), mul(b1, d))), add(imaginary(row, 1), add(mul(a1, d), mul(b1, c))), cotangent));
        p += 64; t += 16;
      }
      q += 2 * to.stride;
    }
    tallyGroup(to, wrong0, wrong1, count - g);
    errors += bytes; noise += noiseBytes;
  }
}

/** Frames of block-level precoding: each beam carries a symbol of its own at each time. @param symbols laid out as the noise. */
export function decideBlock(to: Listener, errors: usize, bytes: usize, noise: usize, symbols: usize, noiseBytes: usize, count: i32): void {
  const cotangent = splat(to.cotangent), c = splat(to.sigma * load<f64>(to.turns)), d = splat(to.sigma * load<f64>(to.turns + 8));
  const all = to.senders * to.each, next = (<usize>to.length) << 6;
  for (let g = 0; g < count; g += 4) {
    hearBeams(to, errors);
    let wrong0 = splat(0), wrong1 = wrong0;
    for (let s = 0; s < to.length; s++) {
      const p = noise + ((<usize>(to.user * to.length + s)) << 6), own = symbols + ((<usize>(to.user * to.length + s)) << 6);
      const n0 = ld(p), n1 = ld(p + 16), m0 = ld(p + 32), m1 = ld(p + 48);
      let r0 = sub(mul(n0, c), mul(m0, d)), i0 = add(mul(n0, d), mul(m0, c)), r1 = sub(mul(n1, c), mul(m1, d)), i1 = add(mul(n1, d), mul(m1, c));
      let t = symbols + ((<usize>s) << 6), b = beams;
      for (let k = 0; k < all; k++) {
        const x0 = ld(t), x1 = ld(t + 16), y0 = ld(t + 32), y1 = ld(t + 48), a0 = ld(b), a1 = ld(b + 16), b0 = ld(b + 32), b1 = ld(b + 48);
        r0 = add(r0, sub(mul(a0, x0), mul(b0, y0))); i0 = add(i0, add(mul(a0, y0), mul(b0, x0)));
        r1 = add(r1, sub(mul(a1, x1), mul(b1, y1))); i1 = add(i1, add(mul(a1, y1), mul(b1, x1)));
        t += next; b += 64;
      }
      // the sample, turned back by the user's own symbol
      const x0 = ld(own), x1 = ld(own + 16), y0 = ld(own + 32), y1 = ld(own + 48);
      wrong0 = add(wrong0, isWrong(add(mul(r0, x0), mul(i0, y0)), sub(mul(i0, x0), mul(r0, y0)), cotangent));
      wrong1 = add(wrong1, isWrong(add(mul(r1, x1), mul(i1, y1)), sub(mul(i1, x1), mul(r1, y1)), cotangent));
    }
    tallyGroup(to, wrong0, wrong1, count - g);
    errors += bytes; noise += noiseBytes; symbols += noiseBytes;
  }
}

/** Amplitudes of all beams for a group of four frames. */
function hearBeams(to: Listener, errors: usize): void {
  let e = errors + to.first, q = to.rows, b = beams;
  for (let n = 0; n < to.senders; n++) {
    for (let k = 0; k < to.each; k++) {
      oneRow(e, to.links, to.step, to.antennas, q);
      st(b, real(0, 0)); st(b + 16, real(0, 1)); st(b + 32, imaginary(0, 0)); st(b + 48, imaginary(0, 1));
      q += to.stride; b += 64;
    }
    e += <usize>to.links * to.step;
  }
}
