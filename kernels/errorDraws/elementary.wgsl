// Logarithm, exponential, sine and cosine in float32. Their errors are bounded in docs/decisions/0041 for every device that WGSL allows: sums and products
// rounded to a neighbour, quotients to 2.5 and roots to 4.5 units in the last place, in any order of operations. So nothing here takes away what it has
// added before: what has to be exact is computed in integers.
const LN2 = 0.6931471805599453;
/** Bits of the number sqrt(1/2), and of 1 less those. */
const HALF_ROOT = 0x3f3504f3u;
const TO_ONE = 0x3f800000u - HALF_ROOT;

/** A root, 0 of 0. */
fn root(x: f32) -> f32 { return select(0.0, sqrt(x), x > 0.0); }

/** log(1 + f) for 1 + f from sqrt(1/2) to sqrt(2), to a few units in its last place however small f is. */
fn logOnePlus(f: f32) -> f32 {
  let s = f / (2.0 + f);
  let z = s * s;
  return 2.0 * s * (1.0 + z * (0.3333333333333333 + z * (0.2 + z * (0.14285714285714285 + z * 0.1111111111111111))));
}

/** x = 2^exponent (1 + fraction) of a positive normal number, 1 + fraction from sqrt(1/2) to sqrt(2). */
struct Parts { exponent: i32, fraction: f32 }
fn partsOf(x: f32) -> Parts {
  let bits = bitcast<u32>(x) + TO_ONE;
  return Parts(i32(bits >> 23u) - 127, bitcast<f32>((bits & 0x7fffffu) + HALF_ROOT) - 1.0);
}

/** Integers up to 2^53 as (upper 27 bits, lower 26 bits): the number, and 2^53 less it. */
fn floatOf(v: vec2<u32>) -> f32 { return f32(v.x) * 67108864.0 + f32(v.y); }
fn complement(v: vec2<u32>) -> vec2<u32> {
  return vec2<u32>(0x8000000u - v.x - select(0u, 1u, v.y > 0u), (0x4000000u - v.y) & 0x3ffffffu);
}

/** -log(v / 2^53) for v from 1 to 2^53; `rest` is 2^53 - v: near 1 it is what counts. */
fn minusLog(v: vec2<u32>, rest: vec2<u32>) -> f32 {
  let parts = partsOf(floatOf(v));
  let halvings = 53 - parts.exponent;
  let f = select(parts.fraction, floatOf(rest) * -1.1102230246251565e-16, halvings == 0);
  return f32(halvings) * LN2 - logOnePlus(f);
}

/** exp(-x) for x from 0 to 80. */
fn exponential(x: f32) -> f32 {
  let k = floor(x * 1.4426950408889634 + 0.5);
  let r = k * LN2 - x;
  let p = 1.0 + r * (1.0 + r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * (0.008333333333333333 + r * (0.001388888888888889 + r * 0.0001984126984126984))))));
  return p * bitcast<f32>((127u - u32(k)) << 23u);
}

/** Cosine and sine of v / 2^53 turns. */
fn cosSin(v: vec2<u32>) -> vec2<f32> {
  let quarter = (v.x + 0x1000000u) >> 25u;
  let y = (f32(i32(v.x) - i32(quarter << 25u)) + f32(v.y) * 1.4901161193847656e-8) * 4.681337853654911e-8;
  let z = y * y;
  let sine = y + y * z * (-0.16666666666666666 + z * (0.008333333333333333 + z * (-0.0001984126984126984 + z * 2.7557319223985893e-6)));
  let cosine = 1.0 - z * (0.5 - z * (0.041666666666666664 - z * (0.001388888888888889 - z * (2.48015873015873e-5 - z * 2.755731922398589e-7))));
  let swapped = select(vec2<f32>(cosine, sine), vec2<f32>(sine, cosine), (quarter & 1u) != 0u);
  // quarter turns 1 and 2 have a negative cosine, 2 and 3 a negative sine
  let negative = vec2<bool>(((quarter + 1u) & 2u) != 0u, (quarter & 2u) != 0u);
  return select(swapped, -swapped, negative);
}
