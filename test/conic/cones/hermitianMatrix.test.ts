import { describe, expect, it } from 'vitest';
import { adjoint, cholesky, invertLower } from '../../../src/conic/cones/hermitianMatrix.ts';
import { randomArray, testRandom } from '../testRandom.ts';
import { product } from './complexMatrix.ts';

const identity = (n: number): Float64Array =>
  Float64Array.from({ length: 2 * n * n }, (_, i) => (i % (2 * n + 2) === 0 ? 1 : 0));

function close(a: Float64Array, b: Float64Array, tolerance: number): void {
  expect(Math.max(...a.map((v, i) => Math.abs(v - (b[i] ?? NaN))))).toBeLessThan(tolerance);
}

describe('complex matrices', () => {
  const next = testRandom(1);
  for (const n of [1, 2, 3, 7]) {
    it(`order ${n}: A = L L^H, L^-1 L = I, products against the definition`, () => {
      const [a, b] = [randomArray(2 * n * n, next), randomArray(2 * n * n, next)];
      const c = product(n, a, b);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let [re, im] = [0, 0];
          for (let k = 0; k < n; k++) {
            const [x, y] = [a[2 * (i * n + k)] ?? NaN, a[2 * (i * n + k) + 1] ?? NaN];
            const [u, v] = [b[2 * (k * n + j)] ?? NaN, b[2 * (k * n + j) + 1] ?? NaN];
            re += x * u - y * v;
            im += x * v + y * u;
          }
          close(c.subarray(2 * (i * n + j), 2 * (i * n + j) + 2), Float64Array.from([re, im]), 1e-14);
        }
      const ah = new Float64Array(2 * n * n);
      adjoint(n, a, ah);
      const positive = product(n, a, ah).map((v, i) => v + 0.1 * (identity(n)[i] ?? NaN));
      const [l, lh, x] = [new Float64Array(2 * n * n), new Float64Array(2 * n * n), new Float64Array(2 * n * n)];
      expect(cholesky(n, positive, l)).toBe(true);
      adjoint(n, l, lh);
      close(product(n, l, lh), positive, 1e-13);
      invertLower(n, l, x);
      close(product(n, x, l), identity(n), 1e-12);
      expect(
        cholesky(
          n,
          positive.map((v) => -v),
          l,
        ),
      ).toBe(false);
    });
  }
});
