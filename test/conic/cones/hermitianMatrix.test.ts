import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { adjoint, cholesky, invertLower, smallestEigenvalue } from '../../../src/conic/cones/hermitianMatrix.ts';
import { randomArray, testRandom } from '../testRandom.ts';
import { adjointOf, product } from './complexMatrix.ts';

const identity = (n: number): Float64Array =>
  Float64Array.from({ length: 2 * n * n }, (_, i) => (i % (2 * n + 2) === 0 ? 1 : 0));

const hermitian = (n: number, a: Float64Array): Float64Array => adjointOf(n, a).map((v, i) => v + (a[i] ?? NaN));

function close(a: Float64Array, b: Float64Array, tolerance: number): void {
  expect(Math.max(...a.map((v, i) => Math.abs(v - (b[i] ?? NaN))))).toBeLessThan(tolerance);
}

/** Smallest eigenvalue of the real embedding, by another library. */
function oracle(n: number, a: Float64Array): number {
  const m = Matrix.zeros(2 * n, 2 * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [re, im] = [a[2 * (i * n + j)] ?? NaN, a[2 * (i * n + j) + 1] ?? NaN];
      m.set(i, j, re);
      m.set(n + i, n + j, re);
      m.set(i, n + j, -im);
      m.set(n + i, j, im);
    }
  return Math.min(...new EigenvalueDecomposition(m, { assumeSymmetric: true }).realEigenvalues);
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

    it(`order ${n}: the smallest eigenvalue agrees with a real decomposition`, () => {
      for (let trial = 0; trial < 10; trial++) {
        const h = hermitian(n, randomArray(2 * n * n, next));
        expect(smallestEigenvalue(n, h.slice())).toBeCloseTo(oracle(n, h), 11);
      }
    });
  }

  it('the smallest eigenvalue of zero, diagonal, repeated and rank-one matrices', () => {
    const n = 4;
    expect(smallestEigenvalue(n, new Float64Array(32))).toBe(0);
    expect(smallestEigenvalue(n, identity(n))).toBeCloseTo(1, 14);
    const diagonal = identity(n).map((v, i) => v * (i - 12));
    expect(smallestEigenvalue(n, diagonal)).toBeCloseTo(-12, 12);
    const v = randomArray(2 * n, testRandom(2));
    const outer = new Float64Array(2 * n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [a, b] = [v[2 * i] ?? NaN, v[2 * i + 1] ?? NaN];
        const [c, d] = [v[2 * j] ?? NaN, v[2 * j + 1] ?? NaN];
        outer.set([-(a * c + b * d), -(b * c - a * d)], 2 * (i * n + j));
      }
    const norm2 = v.reduce((s, x) => s + x * x, 0);
    expect(smallestEigenvalue(n, outer.slice())).toBeCloseTo(-norm2, 12);
    expect(
      smallestEigenvalue(
        n,
        outer.map((x) => -x),
      ),
    ).toBeCloseTo(0, 12);
    expect(smallestEigenvalue(n, new Float64Array(32).fill(NaN))).toBeNaN();
  });
});
