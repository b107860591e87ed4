import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import { symmetricEigen } from '../../src/linalg/symmetricEigen.ts';
import { innerProduct, multiplyVector } from '../../src/model/complexVector.ts';
import { weightedOuterProducts } from './hermitianMatrices.ts';

/** [[Re A, -Im A], [Im A, Re A]]: real symmetric, with every eigenvalue of A twice. */
function realEmbedding(a: Float64Array, n: number): Float64Array {
  const real = new Float64Array(4 * n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [re = 0, im = 0] = a.subarray(2 * (i * n + j));
      real[2 * n * i + j] = real[2 * n * (n + i) + n + j] = re;
      real[2 * n * i + n + j] = -im;
      real[2 * n * (n + i) + j] = im;
    }
  return real;
}

function expectEigenpairs(a: Float64Array, n: number): void {
  const { values, vectors } = hermitianEigen(a, n);
  const room = 2e-14 * n * Math.max(...a.map(Math.abs));
  const u = (i: number) => vectors.subarray(2 * i * n, 2 * (i + 1) * n);
  for (let i = 0; i < n; i++) {
    multiplyVector(a, u(i)).forEach((x, k) => {
      expect(Math.abs(x - (values[i] ?? NaN) * (u(i)[k] ?? NaN))).toBeLessThanOrEqual(room);
    });
    for (let j = 0; j <= i; j++) {
      const { re, im } = innerProduct(u(j), u(i));
      expect(Math.abs(re - (i === j ? 1 : 0)) + Math.abs(im)).toBeLessThan(1e-14 * n);
    }
    expect(values[i]).toBeGreaterThanOrEqual(values[i - 1] ?? -Infinity);
  }
  // another method, on another matrix
  symmetricEigen(realEmbedding(a, n), 2 * n).values.forEach((value, i) => {
    expect(Math.abs(value - (values[i >> 1] ?? NaN))).toBeLessThanOrEqual(room);
  });
}

describe('hermitianEigen', () => {
  it.each([
    ['rank one', [1e4]],
    ['rank one and noise', [1e4, 1e-5, 1e-6, 1e-7]],
    ['full rank', Array.from({ length: 40 }, (_, i) => 1 + i)],
    ['indefinite', [5, -3, 2, -7, 1]],
  ])('satisfies A u = lambda u and agrees with ml-matrix on the real embedding: %s', (_, weights) => {
    for (const n of [1, 2, 3, 6, 17, 32]) expectEigenpairs(weightedOuterProducts(n, weights, n), n);
  });

  it('takes every scale', () => {
    const sizes = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(sizes, fc.nat(), fc.constantFrom(1e-300, 1e-160, 1, 1e160, 1e300), (n, seed, scale) => {
        const a = weightedOuterProducts(n, [1, -0.5, 0.1], seed);
        expectEigenpairs(
          a.map((x) => x * scale),
          n,
        );
      }),
      { numRuns: 50 },
    );
    // over a power of two not a bit changes
    const a = weightedOuterProducts(4, [3, 2, 1], 7);
    const { values, vectors } = hermitianEigen(a, 4);
    const small = hermitianEigen(
      a.map((x) => x * 2 ** -700),
      4,
    );
    expect(small.vectors).toEqual(vectors);
    expect(small.values).toEqual(values.map((x) => x * 2 ** -700));
  });

  it('keeps the eigenvalues of diagonal matrices, repeated ones too', () => {
    expect([...hermitianEigen(Float64Array.of(3, 0, 0, 0, 0, 0, -1, 0), 2).values]).toEqual([-1, 3]);
    expect([...hermitianEigen(Float64Array.of(2, 0, 0, 0, 0, 0, 2, 0), 2).values]).toEqual([2, 2]);
    expect([...hermitianEigen(new Float64Array(8), 2).values]).toEqual([0, 0]);
    expect([...hermitianEigen(Float64Array.of(Number.MAX_VALUE, 0), 1).values]).toEqual([Number.MAX_VALUE]);
  });

  it('finds -1 and 1 for [[0, j], [-j, 0]]', () => {
    const { values } = hermitianEigen(Float64Array.of(0, 0, 0, 1, 0, -1, 0, 0), 2);
    expect(values[0]).toBeCloseTo(-1, 15);
    expect(values[1]).toBeCloseTo(1, 15);
  });

  it('gives NaN for numbers that are not finite', () => {
    for (const bad of [NaN, Infinity])
      expect([...hermitianEigen(Float64Array.of(1, 0, bad, 0, bad, 0, 1, 0), 2).values]).toEqual([NaN, NaN]);
  });
});
