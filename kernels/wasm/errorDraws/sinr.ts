// SINR of one user for a tile of draws. The rows of a user are described in src/montecarlo/receiver.ts.
import { add, ld, mul, splat, st, sub } from '../simd';
import { imaginary, oneRow, power, real, twoRows } from './amplitudes';

/** What a user receives: errors lie at [group of four draws][link][antenna][re, im][draw]. */
@unmanaged
export class User {
  /** Rows of `stride` bytes: those of the first transmitter, of the next, .. In CoMP all BSs are one transmitter. */
  rows: usize; stride: usize;
  /** Transmitters, and the rows of each: its precoders, or at symbol level its symbol times. */
  senders: i32; each: i32;
  /** Links of a row, and antennas of a link. */
  links: i32; antennas: i32;
  /** First link of the user, and bytes from there to its next one: the next BS. */
  first: usize; step: usize;
  /** Transmitter of the useful signal, and its row among those of that one (block level). */
  own: i32; ownRow: i32;
  /** cot(pi/M) at symbol level. */
  noise: f64; cotangent: f64;
  /** Symbol level: below what no SINR of a row and of the rows after it falls, ascending; 0: not known. */
  floors: usize;
}

/** Writes the SINRs of `count` draws (a multiple of 4) to out: power of the own row over noise and the power of all others, in the order of the rows. */
export function blockSinr(user: User, errors: usize, bytes: usize, count: i32, out: usize): void {
  const stride = user.stride, each = user.each, apart = <usize>user.links * user.step;
  for (let g = 0; g < count; g += 4) {
    let useful0 = splat(0), useful1 = useful0, other0 = splat(user.noise), other1 = other0;
    let e = errors + user.first, q = user.rows;
    for (let n = 0; n < user.senders; n++) {
      const own = n == user.own ? user.ownRow : -1;
      let b = 0;
      for (; b + 1 < each; b += 2) {
        twoRows(e, user.links, user.step, user.antennas, q, stride);
        if (b == own) { useful0 = power(0, 0); useful1 = power(0, 1); }
        else { other0 = add(other0, power(0, 0)); other1 = add(other1, power(0, 1)); }
        if (b + 1 == own) { useful0 = power(1, 0); useful1 = power(1, 1); }
        else { other0 = add(other0, power(1, 0)); other1 = add(other1, power(1, 1)); }
        q += 2 * stride;
      }
      if (b < each) {
        oneRow(e, user.links, user.step, user.antennas, q);
        if (b == own) { useful0 = power(0, 0); useful1 = power(0, 1); }
        else { other0 = add(other0, power(0, 0)); other1 = add(other1, power(0, 1)); }
        q += stride;
      }
      e += apart;
    }
    st(out, f64x2.div(useful0, other0)); st(out + 16, f64x2.div(useful1, other1));
    out += 32; errors += bytes;
  }
}

/** Distance to the nearer edge of the sector of constructive interference: Re - abs(Im) cot(pi/M), at least 0. */
// @ts-ignore: decorator
@inline function margin(row: i32, pair: i32, cotangent: v128): v128 {
  return f64x2.max(splat(0), sub(real(row, pair), mul(f64x2.abs(imaginary(row, pair)), cotangent)));
}

/** Whether no number of two pairs lies above a limit. */
// @ts-ignore: decorator
@inline function allBelow(x: v128, y: v128, limit: v128): bool { return !v128.any_true(v128.or(f64x2.gt(x, limit), f64x2.gt(y, limit))); }

/**
 * Symbol level: the smallest over the symbol times of margin^2 / (noise + interference), where the useful rows are turned by the data
 * symbols. An even number of rows in each group. Symbol times that cannot be the smallest are left out.
 *
 * @param known SINRs of other users that the smallest is sought among, laid out as `out`; 0 for none.
 */
export function symbolSinr(user: User, errors: usize, bytes: usize, count: i32, known: usize, out: usize): void {
  const stride = user.stride, each = user.each, floors = user.floors, cotangent = splat(user.cotangent), group = <usize>each * stride, apart = <usize>user.links * user.step;
  for (let g = 0; g < count; g += 4) {
    let least0 = splat(Infinity), least1 = least0;
    if (known) { least0 = ld(known); least1 = ld(known + 16); known += 32; }
    for (let s = 0; s < each; s += 2) {
      if (floors && allBelow(least0, least1, v128.load64_splat(floors + ((<usize>s) << 3)))) break;
      let n00 = splat(user.noise), n01 = n00, n10 = n00, n11 = n00;
      let e = errors + user.first, q = user.rows + <usize>s * stride;
      for (let n = 0; n < user.senders; n++) {
        if (n != user.own) {
          twoRows(e, user.links, user.step, user.antennas, q, stride);
          n00 = add(n00, power(0, 0)); n01 = add(n01, power(0, 1)); n10 = add(n10, power(1, 0)); n11 = add(n11, power(1, 1));
        }
        e += apart; q += group;
      }
      twoRows(errors + user.first + <usize>user.own * apart, user.links, user.step, user.antennas, user.rows + <usize>user.own * group + <usize>s * stride, stride);
      const m00 = margin(0, 0, cotangent), m01 = margin(0, 1, cotangent), m10 = margin(1, 0, cotangent), m11 = margin(1, 1, cotangent);
      least0 = f64x2.min(least0, f64x2.min(f64x2.div(mul(m00, m00), n00), f64x2.div(mul(m10, m10), n10)));
      least1 = f64x2.min(least1, f64x2.min(f64x2.div(mul(m01, m01), n01), f64x2.div(mul(m11, m11), n11)));
    }
    st(out, least0); st(out + 16, least1);
    out += 32; errors += bytes;
  }
}
