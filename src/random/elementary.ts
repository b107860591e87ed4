// Logarithm, exponential, sine and cosine as fixed sequences of correctly rounded operations, so that random numbers are the same bytes on every
// machine and version of Node: Math.log and its kin may differ in the last digits. kernels/wasm/errorDraws/elementary.ts has the
// same sequences in SIMD. Methods and coefficients are those of fdlibm (Sun Microsystems 1993), errors about 1 unit in the last place.

/** Adding and subtracting it rounds to an integer, ties to the even one. */
const ROUND = 6755399441055744;
const number = new Float64Array(1);
/** The number's 64 bits, lower word first. */
const words = new Uint32Array(number.buffer);

/** -log(x) for positive normal x. */
export function minusLog(x: number): number {
  // x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)): the bits of sqrt(1/2) are moved to those of 1, and back without the exponent
  number[0] = x;
  const shiftedLow = (words[0] as number) + 0x9980c433;
  const shiftedHigh = (words[1] as number) + 0x00095f61 + (shiftedLow > 0xffffffff ? 1 : 0);
  const k = (shiftedHigh >>> 20) - 1023;
  const low = (shiftedLow >>> 0) + 0x667f3bcd;
  words[0] = low;
  words[1] = (shiftedHigh & 0x000fffff) + 0x3fe6a09e + (low > 0xffffffff ? 1 : 0);
  const f = number[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * 2.857142874366239149e-1 +
      w * w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1));
  const half = 0.5 * (f * f);
  const rest = s * (half + (odd + even)) + k * 1.90821492927058770002e-10;
  return half - rest - f - k * 6.9314718036912381649e-1;
}

/** exp(x) for x from -700 to 700. */
export function exponential(x: number): number {
  const k = x * Math.LOG2E + ROUND - ROUND;
  const high = x - k * 6.9314718036912381649e-1;
  const low = k * 1.90821492927058770002e-10;
  const r = high - low;
  const t = r * r;
  const p = 6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8);
  const c = r - t * (1.66666666666666019037e-1 + t * (-2.77777777770155933842e-3 + t * p));
  number[0] = 1 - (low - (r * c) / (2 - c) - high);
  words[1] = (words[1] as number) + (k << 20);
  return number[0];
}

/**
 * Cosine and sine of an angle in turns, 0 to 1 for a whole one: written to target[at] and target[at + 1].
 *
 * @param turns of magnitude below 2^40.
 */
export function cosSin(turns: number, target: Float64Array, at: number): void {
  const t = 4 * turns;
  const quarter = t + ROUND - ROUND;
  const y = (t - quarter) * 1.5707963267948966;
  const z = y * y;
  const w = z * z;
  const sineTerms =
    8.33333333332248946124e-3 +
    z * -1.98412698298579493134e-4 +
    w * (2.75573137070700676789e-6 + z * -2.50507602534068634195e-8 + w * 1.58969099521155010221e-10);
  const sine = y + z * y * (-1.66666666666666324348e-1 + z * sineTerms);
  const cosineTerms =
    4.16666666666666019037e-2 +
    z * -1.38888888888741095749e-3 +
    w *
      (2.48015872894767294178e-5 +
        z * -2.75573143513906633035e-7 +
        w * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11));
  const cosine = 1 - (0.5 * z - w * cosineTerms);
  const odd = quarter % 2 !== 0;
  const beyond = ((quarter % 4) + 4) % 4;
  const [c, s] = odd ? [sine, cosine] : [cosine, sine];
  // quarter turns 1 and 2 have a negative cosine, 2 and 3 a negative sine
  target[at] = beyond === 1 || beyond === 2 ? -c : c;
  target[at + 1] = beyond >= 2 ? -s : s;
}
