import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gram, innerProduct } from '../../src/problems/reductions/complexColumns.ts';
import { orthonormalBasis } from '../../src/problems/reductions/subspace.ts';
import { zeroForcingBasis } from '../../src/problems/reductions/zeroForcingBasis.ts';

const entry = fc.double({ min: -2, max: 2, noNaN: true });
const columns = (count: number, length: number): fc.Arbitrary<Float64Array> =>
  fc.array(entry, { minLength: 2 * count * length, maxLength: 2 * count * length }).map((x) => Float64Array.from(x));

function expectIdentity(matrix: Float64Array, size: number, tolerance: number): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      expect(Math.abs((matrix[2 * (i * size + j)] ?? 9) - (i === j ? 1 : 0))).toBeLessThan(tolerance);
      expect(Math.abs(matrix[2 * (i * size + j) + 1] ?? 9)).toBeLessThan(tolerance);
    }
}

describe('orthonormalBasis', () => {
  it('has orthonormal columns of the asked number that span the given ones', () => {
    fc.assert(
      fc.property(columns(3, 6), (x) => {
        // the third column depends on the first two
        for (let i = 0; i < 12; i++) x[24 + i] = (x[i] ?? 0) - 2 * (x[12 + i] ?? 0);
        const basis = orthonormalBasis(x, 3, 6, 4);
        const square = new Float64Array(32);
        for (let i = 0; i < 4; i++)
          for (let j = 0; j < 4; j++) square.set(innerProduct(basis, i * 12, basis, j * 12, 12), 2 * (i * 4 + j));
        expectIdentity(square, 4, 1e-12);
        for (let c = 0; c < 3; c++) {
          const squaredNorm = innerProduct(x, c * 12, x, c * 12, 12)[0];
          let inside = 0;
          for (let q = 0; q < 4; q++) {
            const [re, im] = innerProduct(basis, q * 12, x, c * 12, 12);
            inside += re * re + im * im;
          }
          expect(Math.abs(inside - squaredNorm)).toBeLessThanOrEqual(1e-9 * (1 + squaredNorm));
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('zeroForcingBasis', () => {
  it('decouples independent users and has columns of norm 1', () => {
    // Vandermonde-like vectors, well away from dependence
    const [count, size] = [4, 6];
    const x = new Float64Array(count * size * 2);
    for (let u = 0; u < count; u++)
      for (let i = 0; i < size; i++) {
        x[2 * (u * size + i)] = Math.cos(1.1 * (u + 1) * i);
        x[2 * (u * size + i) + 1] = Math.sin(1.1 * (u + 1) * i);
      }
    const t = zeroForcingBasis(x, count, size);
    for (let u = 0; u < count; u++)
      for (let j = 0; j < size; j++) {
        const [re, im] = innerProduct(x, u * 12, t, j * 12, 12);
        if (u === j) expect(Math.hypot(re, im)).toBeGreaterThan(0.1);
        else expect(Math.hypot(re, im)).toBeLessThan(1e-12);
      }
    for (let j = 0; j < size; j++) expect(innerProduct(t, j * 12, t, j * 12, 12)[0]).toBeCloseTo(1, 12);
  });

  it('stays regular where a user repeats another, and decouples the rest', () => {
    const x = Float64Array.from([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    const t = zeroForcingBasis(x, 3, 3);
    const [re, im] = innerProduct(x, 0, t, 12, 6);
    expect(Math.hypot(re, im)).toBeLessThan(1e-12);
    // determinant of T^H T by cofactors of a 3 x 3 Hermitian matrix
    const g = gram(t, 3, 0, 3);
    const c = (i: number, j: number): [number, number] => [g[2 * (i * 3 + j)] ?? 0, g[2 * (i * 3 + j) + 1] ?? 0];
    const abs2 = ([a, b]: [number, number]): number => a * a + b * b;
    const [ar, ai] = c(0, 1);
    const [br, bi] = c(1, 2);
    const [dr, di] = c(2, 0);
    const cyclic = (ar * br - ai * bi) * dr - (ar * bi + ai * br) * di;
    const determinant = 1 + 2 * cyclic - abs2(c(0, 1)) - abs2(c(1, 2)) - abs2(c(0, 2));
    expect(determinant).toBeGreaterThan(0.01);
  });

  it('is the identity where there are more users than dimensions', () => {
    expectIdentity(zeroForcingBasis(new Float64Array(24).fill(1), 4, 3), 3, 1e-15);
  });
});
