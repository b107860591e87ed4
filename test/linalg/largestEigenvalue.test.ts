import { describe, expect, it } from 'vitest';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import { largestEigenvalue } from '../../src/linalg/largestEigenvalue.ts';
import { weightedOuterProducts } from './hermitianMatrices.ts';

describe('largestEigenvalue', () => {
  const spectra: readonly (readonly [string, readonly number[]])[] = [
    ['one value', [3]],
    ['values of both signs', [5, -7, 2, -1e-3]],
    ['negative values alone', [-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12]],
    ['equal values', [2, 2, 2]],
    ['far apart', [1e8, 1, 1e-8]],
  ];
  for (const n of [1, 2, 3, 6, 12, 17])
    it.each(spectra)(`is the last of all eigenvalues by Jacobi rotations, n = ${n}, %s`, (_, weights) => {
      for (const scale of [1, 1e-50, 1e50]) {
        const a = weightedOuterProducts(n, weights, n).map((x) => scale * x);
        const { values } = hermitianEigen(a, n);
        const size = Math.max(Math.abs(values[0] ?? NaN), Math.abs(values[n - 1] ?? NaN));
        expect(Math.abs(largestEigenvalue(a.slice(), n) - (values[n - 1] ?? NaN))).toBeLessThan(1e-14 * n * size);
      }
    });

  it('takes diagonal matrices and zero', () => {
    for (const n of [1, 4]) {
      expect(largestEigenvalue(new Float64Array(2 * n * n), n)).toBe(0);
      const a = new Float64Array(2 * n * n);
      for (let i = 0; i < n; i++) a[2 * (i * n + i)] = i - 2;
      expect(largestEigenvalue(a, n)).toBeCloseTo(n - 3, 14);
    }
  });
});
