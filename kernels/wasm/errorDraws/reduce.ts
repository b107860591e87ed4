// What is kept of a block of SINRs: counts, moments, and the draws that may be among the smallest.
import { add, get, ld, mul, set, splat, st, sub } from '../simd';
import { minusLog } from './elementary';

/** Draws of a block: moments are made block by block, with the same sums in the same order on every device. */
export const BLOCK = 1024;
/** Partial sums of a block; sum j is that of draws j, j + LANES, .. */
const LANES = 32;
const sums: usize = memory.data(LANES << 3, 16);

/** The SINRs of one receiver, and what is kept of them. */
@unmanaged
export class Summary {
  /** Bins per unit of the natural logarithm, and the place of an SINR equal to the reference: bin floor(place + perLog log(sinr / reference)). */
  perLog: f64; place: f64; inverseReference: f64;
  /** SINRs below these two levels are counted. */
  level0: f64; level1: f64;
  below0: f64; below1: f64;
  /** SINRs below this one may be among the smallest. */
  cut: f64;
  /** Mean of the last block, and sum of the squared differences from it. */
  mean: f64; squares: f64;
  /** Bins of the grid; counts, u32 [below the grid, bins, above it]; SINRs of the last block below the cut, [SINR, place in the block]. */
  bins: i32; counts: usize; candidates: i32; kept: usize;
}

/** SINRs over the reference within what `minusLog` takes: a zero lies below every grid. */
// @ts-ignore: decorator
@inline function bounded(x: v128): v128 { return f64x2.min(f64x2.max(x, splat(1e-300)), splat(1e300)); }

/** Adds a block of `count` SINRs. There is room for one more number behind them. */
export function reduceBlock(s: Summary, sinr: usize, count: i32): void {
  if (count & 1) set(sinr, count, Infinity);
  const level0 = splat(s.level0), level1 = splat(s.level1), cut = splat(s.cut), inverse = splat(s.inverseReference);
  const perLog = splat(s.perLog), place = splat(s.place), low = splat(-1), high = splat(<f64>s.bins);
  let below0 = i64x2.splat(0), below1 = below0, kept = s.kept;
  for (let i = 0; i < count; i += 2) {
    const x = ld(sinr + ((<usize>i) << 3));
    below0 = i64x2.sub(below0, f64x2.lt(x, level0)); below1 = i64x2.sub(below1, f64x2.lt(x, level1));
    const bin = f64x2.floor(f64x2.min(f64x2.max(sub(place, mul(perLog, minusLog(bounded(mul(x, inverse)), 0))), low), high));
    increment(s.counts, <i32>f64x2.extract_lane(bin, 0));
    if (i + 1 < count) increment(s.counts, <i32>f64x2.extract_lane(bin, 1));
    const small = f64x2.lt(x, cut);
    if (v128.any_true(small)) {
      if (i64x2.extract_lane(small, 0)) { set(kept, 0, f64x2.extract_lane(x, 0)); set(kept, 1, <f64>i); kept += 16; }
      if (i64x2.extract_lane(small, 1)) { set(kept, 0, f64x2.extract_lane(x, 1)); set(kept, 1, <f64>(i + 1)); kept += 16; }
    }
  }
  s.below0 += <f64>(i64x2.extract_lane(below0, 0) + i64x2.extract_lane(below0, 1));
  s.below1 += <f64>(i64x2.extract_lane(below1, 0) + i64x2.extract_lane(below1, 1));
  s.candidates = <i32>((kept - s.kept) >> 4);
  s.mean = sumOf(sinr, count, 0, false) / <f64>count;
  s.squares = sumOf(sinr, count, s.mean, true);
}

// @ts-ignore: decorator
@inline function increment(counts: usize, bin: i32): void {
  const p = counts + ((<usize>(bin + 1)) << 2);
  store<u32>(p, load<u32>(p) + 1);
}

/** Sum of the SINRs, or of their squared differences from the mean: LANES partial sums, folded in halves. */
function sumOf(sinr: usize, count: i32, mean: f64, squared: bool): f64 {
  memory.fill(sums, 0, LANES << 3);
  const m = splat(mean), whole = count & ~1;
  for (let i = 0; i < whole; i += 2) {
    const x = ld(sinr + ((<usize>i) << 3)), d = sub(x, m), p = sums + ((<usize>(i & (LANES - 1))) << 3);
    st(p, add(ld(p), squared ? mul(d, d) : x));
  }
  if (count & 1) {
    const x = get(sinr, whole), d = x - mean, j = whole & (LANES - 1);
    set(sums, j, get(sums, j) + (squared ? d * d : x));
  }
  for (let width = LANES >> 1; width > 0; width >>= 1)
    for (let j = 0; j < width; j++) set(sums, j, get(sums, j) + get(sums, j + width));
  return get(sums, 0);
}
