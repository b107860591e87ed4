import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileEmulator, EMULATOR_FLAGS } from '../../../scripts/cuda/buildEmulator.ts';
import { cudaFolder } from '../../../scripts/cuda/cudaSources.ts';
import { testRandom } from '../../conic/testRandom.ts';
import { missing, skipped } from './startEmulated.ts';

type Call = (
  operation: number,
  n: number,
  s: Float32Array,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
) => void;

const N = 4000;
/** Fixed point: multiples of 2^-SCALE. Every float32 in these tests is one, and so is every product of two. */
const SCALE = 240n;

/** A float64 exactly. */
function exact(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0] ?? 0n;
  const exponent = (bits >> 52n) & 0x7ffn;
  if (exponent === 0n) return 0n;
  const shift = SCALE + exponent - 1075n;
  const fraction = (bits & 0xfffffffffffffn) | 0x10000000000000n;
  const size = shift >= 0n ? fraction << shift : fraction >> -shift;
  return x < 0 ? -size : size;
}
const abs = (x: bigint): bigint => (x < 0n ? -x : x);
const times = (a: bigint, b: bigint): bigint => (a * b) >> SCALE;
/** Element i of pairs of float32, exactly. */
const pair = (v: Float32Array, i: number): bigint => exact(v[2 * i] ?? NaN) + exact(v[2 * i + 1] ?? NaN);
/** How many bits of `size` an error leaves right; 99 for none. */
const bits = (error: bigint, size: bigint): number =>
  error === 0n ? 99 : abs(size).toString(2).length - abs(error).toString(2).length;

/** Normalized double-singles of either sign between 2^-20 and 2^20. */
function draw(seed: number): Float32Array {
  const next = testRandom(seed);
  const out = new Float32Array(2 * N);
  for (let i = 0; i < N; i++) {
    const value = next() * 2 ** (20 * next());
    out[2 * i] = value;
    out[2 * i + 1] = value - Math.fround(value);
  }
  return out;
}

describe.skipIf(missing)(`double-single of the CUDA kernel${skipped}`, () => {
  let real: Call;
  let complex: Call;
  const s = draw(1);
  const a = draw(2);
  const b = draw(3);
  // sums that cancel to a few bits
  for (let i = 0; i < N; i += 3) {
    const value = -((a[2 * i] ?? 0) + (a[2 * i + 1] ?? 0)) * (1 + 2 ** -18 / (i + 1));
    b[2 * i] = value;
    b[2 * i + 1] = value - Math.fround(value);
  }
  const positive = a.map((v, j) => ((a[j & ~1] ?? 0) < 0 ? -v : v));

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isac-mc-numbers-'));
    try {
      const file = join(folder, 'numbers.so');
      const source = fileURLToPath(new URL('numbers.cpp', import.meta.url));
      await compileEmulator([...EMULATOR_FLAGS, '-DTHREADS=1', '-DDOUBLE_SINGLE', `-I${cudaFolder()}`, source], file);
      const parameters = '(int operation, int n, const float *s, const float *a, const float *b, _Out_ float *out)';
      const library = koffi.load(file);
      real = library.func(`void doubleSingle${parameters}`) as never;
      complex = library.func(`void complexDoubleSingle${parameters}`) as never;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  /** Fewest right bits of an operation; `error` and `size` belong to element i of its output. */
  function worst(
    call: Call,
    operation: number,
    n: number,
    first: Float32Array,
    judge: (out: Float32Array, i: number) => number,
  ): number {
    const out = new Float32Array(2 * N);
    call(operation, n, s, first, b, out);
    expect(out.every(Number.isFinite)).toBe(true);
    return Math.min(...Array.from({ length: n }, (_, i) => judge(out, i)));
  }

  it('two-sum and two-product are exact', () => {
    const high = (v: Float32Array, i: number): bigint => exact(v[2 * i] ?? NaN);
    expect(worst(real, 0, N, a, (out, i) => bits(pair(out, i) - high(a, i) - high(b, i), 1n))).toBe(99);
    expect(worst(real, 1, N, a, (out, i) => bits(pair(out, i) - times(high(a, i), high(b, i)), 1n))).toBe(99);
  });

  it('sums are right to 46 bits of the sum, however much cancels', () => {
    const judge =
      (sign: bigint) =>
      (out: Float32Array, i: number): number => {
        const sum = pair(a, i) + sign * pair(b, i);
        return bits(pair(out, i) - sum, sum);
      };
    expect(worst(real, 2, N, a, judge(1n))).toBeGreaterThanOrEqual(46);
    expect(worst(real, 3, N, a, judge(-1n))).toBeGreaterThanOrEqual(46);
  });

  it('products, quotients and roots are right to 45 bits', () => {
    const product = worst(real, 4, N, a, (out, i) => {
      const p = times(pair(a, i), pair(b, i));
      return bits(pair(out, i) - p, p);
    });
    const quotient = worst(real, 5, N, a, (out, i) => bits(times(pair(out, i), pair(b, i)) - pair(a, i), pair(a, i)));
    const root = worst(real, 6, N, positive, (out, i) => {
      const square = times(pair(out, i), pair(out, i));
      return bits((square - pair(positive, i)) / 2n, square);
    });
    expect(Math.min(product, quotient, root)).toBeGreaterThanOrEqual(45);
  });

  it('the root of what is not positive is 0', () => {
    const out = Float32Array.of(1, 1, 1, 1, 1, 1);
    real(6, 3, s, Float32Array.of(0, 0, -1, 0, NaN, 0), b, out);
    expect([...out]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('multiply-adds are right to 45 bits of the larger term', () => {
    const judge =
      (sign: bigint) =>
      (out: Float32Array, i: number): number => {
        const p = sign * times(pair(a, i), pair(b, i));
        const q = pair(s, i);
        return bits(pair(out, i) - q - p, abs(p) > abs(q) ? p : q);
      };
    expect(worst(real, 7, N, a, judge(1n))).toBeGreaterThanOrEqual(45);
    expect(worst(real, 8, N, a, judge(-1n))).toBeGreaterThanOrEqual(45);
  });

  /** Element i of complex numbers, exactly. */
  const number = (v: Float32Array, i: number): { re: bigint; im: bigint } => ({
    re: pair(v, 2 * i),
    im: pair(v, 2 * i + 1),
  });
  const most = (...sizes: readonly bigint[]): bigint => sizes.map(abs).reduce((x, y) => (x > y ? x : y));

  it.each([
    { what: 's + a b', operation: 0, sign: 1n, ofA: 1n, ofB: 1n },
    { what: 's + conj(a) b', operation: 1, sign: 1n, ofA: -1n, ofB: 1n },
    { what: 's + a conj(b)', operation: 2, sign: 1n, ofA: 1n, ofB: -1n },
    { what: 's - a conj(b)', operation: 3, sign: -1n, ofA: 1n, ofB: -1n },
  ])('complex $what: right to 44 bits of the larger part', ({ operation, sign, ofA, ofB }) => {
    const right = worst(complex, operation, N / 2, a, (out, i) => {
      const [t, x, y, found] = [number(s, i), number(a, i), number(b, i), number(out, i)];
      const products = [
        times(x.re, y.re),
        times(x.im, y.im) * ofA * ofB,
        times(x.re, y.im) * ofB,
        times(x.im, y.re) * ofA,
      ];
      const [rr = 0n, ii = 0n, ri = 0n, ir = 0n] = products;
      const re = t.re + sign * (rr - ii);
      const im = t.im + sign * (ri + ir);
      return Math.min(bits(found.re - re, most(t.re, rr, ii)), bits(found.im - im, most(t.im, ri, ir)));
    });
    expect(right).toBeGreaterThanOrEqual(44);
  });

  it('complex inner product, scaling, conjugated sum', () => {
    const inner = worst(complex, 4, N / 2, a, (out, i) => {
      const [t, x, y] = [number(s, i), number(a, i), number(b, i)];
      const [rr, ii] = [times(x.re, y.re), times(x.im, y.im)];
      return bits(number(out, i).re - t.re - rr - ii, most(t.re, rr, ii));
    });
    const scaled = worst(complex, 5, N / 2, a, (out, i) => {
      const [x, y] = [number(a, i), number(b, i)];
      const [re, im] = [times(x.re, y.re), times(x.re, y.im)];
      return Math.min(bits(number(out, i).re - re, re), bits(number(out, i).im - im, im));
    });
    const sum = worst(complex, 6, N / 2, a, (out, i) => {
      const [x, y] = [number(a, i), number(b, i)];
      const [re, im] = [x.re + y.re, -x.im - y.im];
      return Math.min(bits(number(out, i).re - re, re), bits(number(out, i).im - im, im));
    });
    expect(inner).toBeGreaterThanOrEqual(44);
    expect(scaled).toBeGreaterThanOrEqual(45);
    expect(sum).toBeGreaterThanOrEqual(46);
  });
});
