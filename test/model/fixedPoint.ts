/** Arithmetic with 200 digits after the point, in which float64 numbers are exact: the oracle of formulas that cancel. */
const BITS = 700n;
const ONE = 1n << BITS;

/** A fixed-point number: its value times 2^700. */
export type Fixed = bigint;

/** The exact value of a float64 number of at least 2^-600 in size. */
export function fixed(x: number): Fixed {
  if (!Number.isFinite(x)) throw new Error(`a finite number has an exact value, ${x} has none`);
  let mantissa = x;
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return (BigInt(mantissa) << BITS) >> BigInt(exponent);
}

export function times(x: Fixed, y: Fixed): Fixed {
  return (x * y) >> BITS;
}

export function over(x: Fixed, y: Fixed): Fixed {
  return (x << BITS) / y;
}

/** The nearest float64 number, to a relative 2^-60. */
export function toNumber(x: Fixed): number {
  let shift = 0n;
  let rest = x;
  while (rest > 1n << 1000n || rest < -(1n << 1000n)) {
    rest >>= 60n;
    shift += 60n;
  }
  return (Number(rest) / Number(ONE >> 200n)) * Number(1n << shift) * 2 ** -200;
}

export interface FixedComplex {
  readonly re: Fixed;
  readonly im: Fixed;
}

/** sum_i conj(x_i) y_i of float64 vectors [n][2], exactly. */
export function exactInner(x: Float64Array, y: Float64Array): FixedComplex {
  let [re, im] = [0n, 0n];
  for (let i = 0; i < x.length; i += 2) {
    const [a, b, c, d] = [x[i], x[i + 1], y[i], y[i + 1]].map((v) => fixed(v ?? NaN)) as [Fixed, Fixed, Fixed, Fixed];
    re += times(a, c) + times(b, d);
    im += times(a, d) - times(b, c);
  }
  return { re, im };
}

/** x conj(y). */
export function timesConjugate(x: FixedComplex, y: FixedComplex): FixedComplex {
  return { re: times(x.re, y.re) + times(x.im, y.im), im: times(x.im, y.re) - times(x.re, y.im) };
}

export function squaredModulus(x: FixedComplex): Fixed {
  return times(x.re, x.re) + times(x.im, x.im);
}
