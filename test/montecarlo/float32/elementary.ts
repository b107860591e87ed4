import { type Arithmetic, bitsOf, numberOf } from './arithmetic.ts';

/** kernels/errorDraws/elementary.wgsl in some arithmetic, name by name. */
export class Elementary {
  readonly a: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.a = arithmetic;
  }

  root(x: number): number {
    return x > 0 ? this.a.sqrt(x) : 0;
  }

  /** c0 + z (c1 + z (c2 + ..)) */
  #series(z: number, ...coefficients: readonly number[]): number {
    const { add, mul } = this.a;
    return coefficients.reduceRight((sum, c) => add(Math.fround(c), mul(z, sum)));
  }

  logOnePlus(f: number): number {
    const { add, mul, div } = this.a;
    const s = div(f, add(2, f));
    const z = mul(s, s);
    return mul(2 * s, this.#series(z, 1, 1 / 3, 1 / 5, 1 / 7, Math.fround(1 / 9)));
  }

  /** 2^53 u as [upper 27 bits, lower 26 bits]. */
  floatOf([high, low]: readonly [number, number]): number {
    const { add } = this.a;
    return add(add(high, 0) * 2 ** 26, add(low, 0));
  }

  minusLog(v: readonly [number, number], rest: readonly [number, number]): number {
    const { add, mul } = this.a;
    const word = bitsOf(this.floatOf(v)) + (0x3f800000 - 0x3f3504f3);
    const halvings = 53 - ((word >>> 23) - 127);
    const fraction = numberOf((word & 0x7fffff) + 0x3f3504f3) - 1;
    const f = halvings === 0 ? this.floatOf(rest) * -(2 ** -53) : fraction;
    return add(mul(halvings, Math.fround(Math.LN2)), -this.logOnePlus(f));
  }

  exponential(x: number): number {
    const { add, mul } = this.a;
    const k = Math.floor(add(mul(x, Math.fround(Math.LOG2E)), 0.5));
    const r = add(mul(k, Math.fround(Math.LN2)), -x);
    return this.#series(r, 1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, Math.fround(1 / 5040)) * 2 ** -k;
  }

  cosSin([high, low]: readonly [number, number]): readonly [number, number] {
    const { add, mul } = this.a;
    const quarter = (high + 0x1000000) >>> 25;
    const rest = add(high - quarter * 2 ** 25, add(low, 0) * 2 ** -26);
    const y = mul(rest, Math.fround(Math.PI / 2 / 2 ** 25));
    const z = mul(y, y);
    const odd = this.#series(z, -1 / 6, 1 / 120, -1 / 5040, Math.fround(1 / 362880));
    const even = this.#series(z, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, Math.fround(-1 / 3628800));
    const sine = add(y, mul(mul(y, z), odd));
    const cosine = add(1, mul(z, even));
    const [c, s] = quarter % 2 === 0 ? [cosine, sine] : [sine, cosine];
    return [quarter === 1 || quarter === 2 ? -c : c, quarter === 2 || quarter === 3 ? -s : s];
  }
}
