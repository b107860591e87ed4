import { describe, expect, it } from 'vitest';
import { pivotedCholesky } from '../../src/linalg/pivotedCholesky.ts';
import { covarianceOf } from '../../src/model/covariance.ts';
import { weightedOuterProducts } from './hermitianMatrices.ts';

describe('pivotedCholesky', () => {
  it.each([
    [1, 1],
    [2, 6],
    [6, 6],
    [3, 12],
    [14, 64],
  ])('is a factor of a matrix of rank %i, n = %i', (rank, n) => {
    for (const scale of [1, 1e-150, 1e150]) {
      const a = weightedOuterProducts(
        n,
        Array.from({ length: rank }, (_, i) => 1 + i),
        n,
      ).map((x) => scale * x);
      const factor = pivotedCholesky(a, n);
      expect(factor.rank).toBe(rank);
      const size = a.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      covarianceOf(factor.columns, n).forEach((x, i) => {
        expect(Math.abs(x - (a[i] ?? NaN))).toBeLessThan(1e-14 * n * size);
      });
    }
  });

  it('has no columns for zero, and none for what rounding makes negative', () => {
    expect(pivotedCholesky(new Float64Array(18), 3).rank).toBe(0);
    const a = weightedOuterProducts(6, [1], 6);
    for (let i = 0; i < 6; i++) a[14 * i] = (a[14 * i] ?? NaN) - 1e-17;
    expect(pivotedCholesky(a, 6).rank).toBe(1);
  });
});
