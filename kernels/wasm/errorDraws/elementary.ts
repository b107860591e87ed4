// Logarithm, exponential, sine and cosine of the numbers in the lanes of f64x2, as fixed sequences of correctly rounded operations: no
// fused multiply-add, no library. src/random/elementary.ts and kernels/cuda/errorDraws have the same sequences, so that all
// three give the same bytes on every machine. Methods and coefficients are those of fdlibm (Sun Microsystems 1993), errors below 1 ulp.
import { add, mul, splat, sub } from '../simd';

/** Its last bits are an integer: x + ROUND is x + ROUND rounded to one, ties to the even one. */
const ROUND: f64 = 6755399441055744.0;

/** -log(x / 2^shift) of positive normal numbers x. */
// @ts-ignore: decorator
@inline export function minusLog(x: v128, shift: f64): v128 {
  // x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); 2^52 + e is a number whose last bits are e
  const bits = i64x2.add(x, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e667f3bcd));
  const k = sub(v128.or(i64x2.shr_u(bits, 52), i64x2.splat(0x4330000000000000)), splat(4503599627370496.0 + 1023.0 + shift));
  const f = sub(i64x2.add(v128.and(bits, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e667f3bcd)), splat(1));
  const s = f64x2.div(f, add(splat(2), f)), z = mul(s, s), w = mul(z, z);
  const even = mul(w, add(splat(3.999999999940941908e-01), mul(w, add(splat(2.222219843214978396e-01), mul(w, splat(1.531383769920937332e-01))))));
  const odd = mul(z, add(add(splat(6.666666666666735130e-01), mul(w, splat(2.857142874366239149e-01))), mul(mul(w, w), add(splat(1.818357216161805012e-01), mul(w, splat(1.479819860511658591e-01))))));
  const half = mul(splat(0.5), mul(f, f));
  const rest = add(mul(s, add(half, add(odd, even))), mul(k, splat(1.90821492927058770002e-10)));
  return sub(sub(sub(half, rest), f), mul(k, splat(6.93147180369123816490e-01)));
}

/** Exponential of numbers from -700 to 700. */
// @ts-ignore: decorator
@inline export function exp(x: v128): v128 {
  const m = add(mul(x, splat(1.44269504088896338700)), splat(ROUND)), k = sub(m, splat(ROUND));
  const high = sub(x, mul(k, splat(6.93147180369123816490e-01))), low = mul(k, splat(1.90821492927058770002e-10));
  const r = sub(high, low), t = mul(r, r);
  const p = add(splat(6.61375632143793436117e-05), mul(t, add(splat(-1.65339022054652515390e-06), mul(t, splat(4.13813679705723846039e-08)))));
  const c = sub(r, mul(t, add(splat(1.66666666666666019037e-01), mul(t, add(splat(-2.77777777770155933842e-03), mul(t, p))))));
  const y = sub(splat(1), sub(sub(low, f64x2.div(mul(r, c), sub(splat(2), c))), high));
  return i64x2.add(y, i64x2.shl(m, 52));
}

/** Quarter turns nearest to t quarter turns, ties to the even one: an integer in the last bits of the result. */
// @ts-ignore: decorator
@inline export function quarter(t: v128): v128 { return add(t, splat(ROUND)); }

/** Angle of t quarter turns beyond those of `quarter`, radians, of magnitude at most pi/4. */
// @ts-ignore: decorator
@inline export function beyond(t: v128, quarter: v128): v128 { return mul(sub(t, sub(quarter, splat(ROUND))), splat(1.5707963267948966)); }

/** Sine of angles y up to pi/4; z is y^2. */
// @ts-ignore: decorator
@inline export function sine(y: v128, z: v128): v128 {
  const w = mul(z, z);
  const p = add(add(splat(8.33333333332248946124e-03), mul(z, splat(-1.98412698298579493134e-04))),
    mul(w, add(add(splat(2.75573137070700676789e-06), mul(z, splat(-2.50507602534068634195e-08))), mul(w, splat(1.58969099521155010221e-10)))));
  return add(y, mul(mul(z, y), add(splat(-1.66666666666666324348e-01), mul(z, p))));
}

/** Cosine of angles up to pi/4; z is the square of the angle. */
// @ts-ignore: decorator
@inline export function cosine(z: v128): v128 {
  const w = mul(z, z);
  const p = add(add(splat(4.16666666666666019037e-02), mul(z, splat(-1.38888888888741095749e-03))),
    mul(w, add(add(splat(2.48015872894767294178e-05), mul(z, splat(-2.75573143513906633035e-07))), mul(w, add(splat(2.08757232129817482790e-09), mul(z, splat(-1.13596475577881948265e-11)))))));
  return sub(splat(1), sub(mul(splat(0.5), z), mul(w, p)));
}
