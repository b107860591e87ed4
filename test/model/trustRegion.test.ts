import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { innerProduct, multiplyVector, sesquilinear, squaredNorm } from '../../src/model/complexVector.ts';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import { minimizeForm } from '../../src/model/trustRegion.ts';
import { gramOf, randomVector, realEmbedding } from './samples.ts';

/** From the centre to the lowest value of z^H A z in the ball around it: the form with b = A center. */
function stepInBall(matrix: Float64Array, center: Float64Array, radius: number): Float64Array {
  return minimizeForm(hermitianEigen(matrix, center.length / 2), multiplyVector(matrix, center), radius);
}

/** z^H A z there. */
function lowestInBall(matrix: Float64Array, center: Float64Array, radius: number): number {
  const step = stepInBall(matrix, center, radius);
  const point = center.map((x, i) => x + (step[i] ?? NaN));
  return sesquilinear(matrix, point, point).re;
}

/**
 * z is a global minimizer over the ball iff for some lambda >= 0, zero inside, (A + lambda I)(z - c) = -A c and
 * A + lambda I is positive semidefinite (More and Sorensen 1983): a proof that uses nothing of the implementation.
 */
function expectGlobalMinimum(matrix: Float64Array, center: Float64Array, radius: number): Float64Array {
  const n = center.length / 2;
  const step = stepInBall(matrix, center, radius);
  const point = center.map((x, i) => x + (step[i] ?? NaN));
  const scale = Math.max(...matrix.map(Math.abs), 1e-300) * (radius + Math.sqrt(squaredNorm(center)));
  const gradient = multiplyVector(matrix, point);
  const norm = Math.sqrt(squaredNorm(step));
  expect(norm).toBeLessThanOrEqual(radius * (1 + 1e-12));
  const lambda = norm > 0 ? -innerProduct(step, gradient).re / norm ** 2 : 0;
  gradient.forEach((g, i) => expect(Math.abs(g + lambda * (step[i] ?? NaN))).toBeLessThan(1e-11 * n * scale));
  expect(lambda * radius).toBeGreaterThanOrEqual(-1e-12 * scale);
  if (norm < radius * (1 - 1e-9)) expect(lambda * norm).toBeLessThan(1e-11 * scale);
  const spectrum = new EigenvalueDecomposition(new Matrix(realEmbedding(matrix, n)), { assumeSymmetric: true });
  expect(radius * (Math.min(...spectrum.realEigenvalues) + lambda)).toBeGreaterThanOrEqual(-1e-11 * scale);
  return point;
}

const diagonal = (...entries: number[]): Float64Array => {
  const n = entries.length;
  const matrix = new Float64Array(2 * n * n);
  entries.forEach((x, i) => (matrix[2 * (i * n + i)] = x));
  return matrix;
};

describe.each([1, 2, 3, 6])('dimension %i', (n) => {
  test.each([1e-6, 0.01, 0.7, 30])(
    'radius %d: random indefinite and definite forms reach their global minimum',
    (d) => {
      for (let seed = 0; seed < 20; seed++) {
        const positive = gramOf(randomVector(seed, 2 * n), n);
        const negative = gramOf(randomVector(seed + 100, 2 * n), n);
        const center = randomVector(seed + 200, n);
        expectGlobalMinimum(
          positive.map((x, i) => x - (negative[i] ?? NaN)),
          center,
          d,
        );
        expectGlobalMinimum(positive, center, d);
        expectGlobalMinimum(
          negative.map((x) => -x),
          center,
          d,
        );
      }
    },
  );
});

test('hard case: a centre orthogonal to the lowest eigenvector moves along it', () => {
  // minimize |z0|^2 - |z1|^2 around (1, 0) within 2: lambda = 1, z0 = 1/2 and |z1|^2 = 4 - 1/4
  const point = expectGlobalMinimum(diagonal(1, -1), Float64Array.of(1, 0, 0, 0), 2);
  expect(point[0]).toBeCloseTo(0.5, 14);
  expect(Math.hypot(point[2] ?? NaN, point[3] ?? NaN) ** 2).toBeCloseTo(3.75, 13);
});

test('hard case with a zero centre: the minimum lies on the sphere along the lowest eigenvector', () => {
  const point = expectGlobalMinimum(diagonal(-3, 2, -3), new Float64Array(6), 0.5);
  expect(squaredNorm(point)).toBeCloseTo(0.25, 14);
});

test.each([1e-8, 1e-14, 1e-20, 1e-200])('near the hard case, component %d, the minimum is global', (small) => {
  expectGlobalMinimum(diagonal(1, -1, 0.3), Float64Array.of(1, 0, small, 0, 0.2, 0.1), 2);
});

test('a centre that is orthogonal to the lowest eigenvector but far out is no hard case', () => {
  const point = expectGlobalMinimum(diagonal(5, -1), Float64Array.of(3, 0, 0, 0), 0.1);
  expect([...point]).toEqual([expect.closeTo(2.9, 13), 0, 0, 0]);
});

test('a positive semidefinite form vanishes when the ball reaches its null space', () => {
  const matrix = gramOf(Float64Array.of(1, 0, 1, 0), 2);
  const center = Float64Array.of(1, 0, 0, 0);
  expect(lowestInBall(matrix, center, 0.8)).toBeLessThan(1e-15);
  // at a shorter radius d the value is (|u^H c| - d)^2 times the eigenvalue 2
  expect(lowestInBall(matrix, center, 0.5)).toBeCloseTo(2 * (Math.SQRT1_2 - 0.5) ** 2, 13);
});

test('a ball of radius zero is its centre', () => {
  const center = randomVector(9, 3);
  const matrix = gramOf(randomVector(10, 6), 3);
  expect(stepInBall(matrix, center, 0)).toEqual(new Float64Array(6));
});

/** The same proof for z^H A z + 2 Re(b^H z): (A + lambda I) z = -b. */
function expectLowestForm(matrix: Float64Array, gradient: Float64Array, radius: number): Float64Array {
  const n = gradient.length / 2;
  const z = minimizeForm(hermitianEigen(matrix, n), gradient, radius);
  const scale = Math.max(...matrix.map(Math.abs)) * radius + Math.sqrt(squaredNorm(gradient)) + 1e-300;
  const norm = Math.sqrt(squaredNorm(z));
  expect(norm).toBeLessThanOrEqual(radius * (1 + 1e-12));
  const slope = multiplyVector(matrix, z).map((x, i) => x + (gradient[i] ?? NaN));
  const lambda = norm > 0 ? -innerProduct(z, slope).re / norm ** 2 : 0;
  slope.forEach((x, i) => expect(Math.abs(x + lambda * (z[i] ?? NaN))).toBeLessThan(1e-11 * n * scale));
  expect(lambda * radius).toBeGreaterThanOrEqual(-1e-12 * scale);
  if (norm < radius * (1 - 1e-9)) expect(lambda * norm).toBeLessThan(1e-11 * scale);
  const spectrum = new EigenvalueDecomposition(new Matrix(realEmbedding(matrix, n)), { assumeSymmetric: true });
  expect(radius * (Math.min(...spectrum.realEigenvalues) + lambda)).toBeGreaterThanOrEqual(-1e-11 * scale);
  return z;
}

describe.each([1, 2, 3, 6])('forms with a linear term, dimension %i', (n) => {
  test.each([1e-6, 0.01, 0.7, 30])('radius %d: definite, indefinite, of low rank and zero', (d) => {
    for (let seed = 0; seed < 20; seed++) {
      const positive = gramOf(randomVector(seed, 2 * n), n);
      const thin = gramOf(randomVector(seed + 50, 1 * n), n);
      const negative = gramOf(randomVector(seed + 100, 2 * n), n);
      const gradient = randomVector(seed + 200, n);
      const mixed = positive.map((x, i) => x - (negative[i] ?? NaN));
      for (const matrix of [mixed, positive, thin, negative.map((x) => -x), thin.map((x) => -x), thin.map(() => 0)])
        for (const factor of [1, 1e-9, 0])
          expectLowestForm(
            matrix,
            gradient.map((x) => factor * x),
            d,
          );
    }
  });
});

test('a form with a linear term inside, on the sphere, and in the hard case', () => {
  const lowest = (matrix: Float64Array, gradient: Float64Array, radius: number): number[] =>
    [...expectLowestForm(matrix, gradient, radius)].map((x) => x + 0);
  expect(lowest(diagonal(2, 1), Float64Array.of(1, 0, 0, 0.5), 1)).toEqual([-0.5, 0, 0, -0.5]);
  // a flat direction with a slope is followed to the sphere
  expect(lowest(diagonal(0, 0), Float64Array.of(0, 0, 3, 0), 2)).toEqual([0, 0, -2, 0]);
  const hard = expectLowestForm(diagonal(1, -1), Float64Array.of(1, 0, 0, 0), 2);
  expect(hard[0]).toBeCloseTo(-0.5, 14);
  expect(Math.hypot(hard[2] ?? NaN, hard[3] ?? NaN) ** 2).toBeCloseTo(3.75, 13);
  expect(minimizeForm(hermitianEigen(diagonal(-1), 1), Float64Array.of(1, 0), 0)).toEqual(new Float64Array(2));
});
