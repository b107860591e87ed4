// Logarithm, exponential, sine and cosine: the sequences of kernels/wasm/errorDraws/elementary.ts and src/random/elementary.ts, operation by
// operation, so that all three give the same bytes. Methods and coefficients are those of fdlibm (Sun Microsystems 1993).
#pragma once
namespace errorDraws {
/** Its last bits are an integer: x + ROUND is x + ROUND rounded to one, ties to the even one. */
static constexpr double ROUND = 6755399441055744.0;

/** -log(x / 2^shift) of positive normal numbers x. */
DEV double minusLog(double x, double shift) {
  // x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); 2^52 + e is a number whose last bits are e
  const u64 bits = bitsOf(x) + (0x3ff0000000000000ull - 0x3fe6a09e667f3bcdull);
  const double k = sub(numberOf((bits >> 52) | 0x4330000000000000ull), 4503599627370496.0 + 1023.0 + shift);
  const double f = sub(numberOf((bits & 0x000fffffffffffffull) + 0x3fe6a09e667f3bcdull), 1.0);
  const double s = div(f, add(2.0, f)), z = mul(s, s), w = mul(z, z);
  const double even = mul(w, add(3.999999999940941908e-01, mul(w, add(2.222219843214978396e-01, mul(w, 1.531383769920937332e-01)))));
  const double odd = mul(z, add(add(6.666666666666735130e-01, mul(w, 2.857142874366239149e-01)), mul(mul(w, w), add(1.818357216161805012e-01, mul(w, 1.479819860511658591e-01)))));
  const double half = mul(0.5, mul(f, f));
  const double rest = add(mul(s, add(half, add(odd, even))), mul(k, 1.90821492927058770002e-10));
  return sub(sub(sub(half, rest), f), mul(k, 6.93147180369123816490e-01));
}

/** Exponential of numbers from -700 to 700. */
DEV double exponential(double x) {
  const double m = add(mul(x, 1.44269504088896338700), ROUND), k = sub(m, ROUND);
  const double high = sub(x, mul(k, 6.93147180369123816490e-01)), low = mul(k, 1.90821492927058770002e-10);
  const double r = sub(high, low), t = mul(r, r);
  const double p = add(6.61375632143793436117e-05, mul(t, add(-1.65339022054652515390e-06, mul(t, 4.13813679705723846039e-08))));
  const double c = sub(r, mul(t, add(1.66666666666666019037e-01, mul(t, add(-2.77777777770155933842e-03, mul(t, p))))));
  const double y = sub(1.0, sub(sub(low, div(mul(r, c), sub(2.0, c))), high));
  return numberOf(bitsOf(y) + (bitsOf(m) << 52));
}

/** Quarter turns nearest to t quarter turns, ties to the even one: an integer in the last bits of the result. */
DEV double quarter(double t) { return add(t, ROUND); }
/** Angle of t quarter turns beyond those of `quarter`, radians, of magnitude at most pi/4. */
DEV double beyond(double t, double quarter) { return mul(sub(t, sub(quarter, ROUND)), 1.5707963267948966); }

/** Sine of angles y up to pi/4; z is y^2. */
DEV double sine(double y, double z) {
  const double w = mul(z, z);
  const double p = add(add(8.33333333332248946124e-03, mul(z, -1.98412698298579493134e-04)),
    mul(w, add(add(2.75573137070700676789e-06, mul(z, -2.50507602534068634195e-08)), mul(w, 1.58969099521155010221e-10))));
  return add(y, mul(mul(z, y), add(-1.66666666666666324348e-01, mul(z, p))));
}

/** Cosine of angles up to pi/4; z is the square of the angle. */
DEV double cosine(double z) {
  const double w = mul(z, z);
  const double p = add(add(4.16666666666666019037e-02, mul(z, -1.38888888888741095749e-03)),
    mul(w, add(add(2.48015872894767294178e-05, mul(z, -2.75573143513906633035e-07)), mul(w, add(2.08757232129817482790e-09, mul(z, -1.13596475577881948265e-11))))));
  return sub(1.0, sub(mul(0.5, z), mul(w, p)));
}
}
