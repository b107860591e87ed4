import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { innerProduct, multiplyVector } from '../../src/model/complexVector.ts';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import { hermitianSolver } from '../../src/linalg/hermitianSolve.ts';
import { gramOf, randomVector } from '../model/samples.ts';

const row = (vectors: Float64Array, i: number, n: number) => vectors.subarray(2 * i * n, 2 * (i + 1) * n);

describe.each([1, 2, 3, 6, 12])('dimension %i', (n) => {
  // rank n - 1 less a multiple of the identity: indefinite, with a smallest eigenvalue of exactly -shift
  const shift = 0.5;
  const matrix = gramOf(randomVector(n, n * Math.max(1, n - 1)), n);
  for (let i = 0; i < n; i++) matrix[2 * (i * n + i)] = (matrix[2 * (i * n + i)] ?? NaN) - shift;
  const { values, vectors } = hermitianEigen(matrix, n);

  test('A u = lambda u with orthonormal u and ascending lambda', () => {
    for (let i = 0; i < n; i++) {
      const u = row(vectors, i, n);
      multiplyVector(matrix, u).forEach((x, k) => {
        expect(Math.abs(x - (values[i] ?? NaN) * (u[k] ?? NaN))).toBeLessThan(1e-13 * n);
      });
      for (let j = 0; j < n; j++) {
        const { re, im } = innerProduct(row(vectors, j, n), u);
        expect(Math.abs(re - (i === j ? 1 : 0)) + Math.abs(im)).toBeLessThan(1e-13);
      }
      if (i > 0) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1] ?? NaN);
    }
    if (n > 1) expect(values[0]).toBeCloseTo(-shift, 13);
  });

  test('the solution of A x = b satisfies it', () => {
    const definite = gramOf(randomVector(n + 20, n * (n + 2)), n);
    const b = randomVector(n + 40, n);
    multiplyVector(definite, hermitianSolver(definite, n)(b)).forEach((x, i) => expect(x).toBeCloseTo(b[i] ?? NaN, 10));
  });
});

test('a diagonal and a degenerate matrix keep their eigenvalues', () => {
  expect([...hermitianEigen(Float64Array.of(3, 0, 0, 0, 0, 0, -1, 0), 2).values]).toEqual([-1, 3]);
  expect([...hermitianEigen(Float64Array.of(2, 0, 0, 0, 0, 0, 2, 0), 2).values]).toEqual([2, 2]);
  expect([...hermitianEigen(new Float64Array(8), 2).values]).toEqual([0, 0]);
});

test('[[0, j], [-j, 0]] has eigenvalues -1 and 1', () => {
  const { values } = hermitianEigen(Float64Array.of(0, 0, 0, 1, 0, -1, 0, 0), 2);
  expect(values[0]).toBeCloseTo(-1, 15);
  expect(values[1]).toBeCloseTo(1, 15);
});

test('a matrix that is not positive definite is refused by the solver', () => {
  expect(() => hermitianSolver(Float64Array.of(1, 0, 2, 0, 2, 0, 1, 0), 2)).toThrow(InputError);
  expect(() => hermitianSolver(new Float64Array(2), 2)).toThrow(/expected 8 numbers/);
});
