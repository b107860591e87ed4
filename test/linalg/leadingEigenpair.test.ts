import { describe, expect, it } from 'vitest';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import { leadingEigenpair } from '../../src/linalg/leadingEigenpair.ts';
import { multiplyVector, squaredNorm } from '../../src/model/complexVector.ts';
import { weightedOuterProducts } from './hermitianMatrices.ts';

describe('leadingEigenpair', () => {
  const spectra: readonly (readonly [string, readonly number[]])[] = [
    ['rank one', [1e4]],
    ['rank one and noise', [1e4, 1e-5, 1e-6, 1e-7]],
    ['a rank near half', Array.from({ length: 12 }, (_, i) => 1 + i)],
    ['full rank', Array.from({ length: 80 }, (_, i) => 1 + i)],
  ];
  for (const n of [1, 2, 6, 16, 17, 24, 33, 64])
    it.each(spectra)(`satisfies A u = lambda u and agrees with the whole spectrum, n = ${n}, %s`, (_, weights) => {
      for (const scale of [1, 1e-150, 1e150]) {
        const a = weightedOuterProducts(n, weights, n).map((x) => scale * x);
        const { values, vector } = leadingEigenpair(a, n);
        const whole = hermitianEigen(a, n).values;
        const room = 1e-13 * (whole[n - 1] ?? NaN);
        expect(Math.abs(values[0] - (whole[n - 1] ?? NaN))).toBeLessThan(room);
        expect(Math.abs(values[1] - (whole[n - 2] ?? 0))).toBeLessThan(room);
        expect(squaredNorm(vector)).toBeCloseTo(1, 13);
        multiplyVector(a, vector).forEach((x, i) => {
          expect(Math.abs(x - values[0] * (vector[i] ?? NaN))).toBeLessThan(room);
        });
      }
    });

  it('finds the largest eigenvalue in the block that does not have the largest diagonal entry', () => {
    for (const n of [3, 6, 20]) {
      const a = new Float64Array(2 * n * n);
      a[0] = 1;
      for (let i = 1; i < n; i++) for (let j = 1; j < n; j++) a[2 * (i * n + j)] = 0.9;
      for (const coupling of [0, 1e-20]) {
        a[2] = coupling;
        a[2 * n] = coupling;
        const { values, vector } = leadingEigenpair(a, n);
        expect(values[0]).toBeCloseTo(0.9 * (n - 1), 13);
        expect(values[1]).toBeCloseTo(1, 13);
        expect(vector[0]).toBeCloseTo(0, 13);
      }
    }
  });

  it('takes the zero matrix and a multiple of the identity', () => {
    for (const n of [1, 6, 20]) {
      const zero = leadingEigenpair(new Float64Array(2 * n * n), n);
      expect([zero.values, squaredNorm(zero.vector)]).toEqual([[0, 0], 1]);
      const twice = new Float64Array(2 * n * n);
      for (let i = 0; i < n; i++) twice[2 * (i * n + i)] = 2;
      expect(leadingEigenpair(twice, n).values).toEqual([2, n > 1 ? 2 : 0]);
    }
  });
});
