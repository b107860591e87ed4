import { describe, expect, it } from 'vitest';
import { orthogonalise } from '../../src/linalg/orthogonalise.ts';
import { norm } from '../../src/linalg/realVector.ts';
import { innerProduct } from '../../src/model/complexVector.ts';
import { randomVector } from '../model/samples.ts';

describe('orthogonalise', () => {
  const length = 5;
  const rank = 3;
  const basis = new Float64Array(2 * rank * length);
  for (let q = 0; q < rank; q++) {
    const x = randomVector(q, length);
    orthogonalise(x, basis, q, length);
    basis.set(
      x.map((v) => v / norm(x)),
      2 * q * length,
    );
  }
  const column = (q: number): Float64Array => basis.subarray(2 * q * length, 2 * (q + 1) * length);

  it('leaves what is orthogonal to the columns, to rounding also where little is left', () => {
    // all but 1e-9 of it lies along the columns
    const x = randomVector(7, length).map((v, i) => 1e-9 * v + (column(0)[i] ?? 0) - 2 * (column(2)[i] ?? 0));
    orthogonalise(x, basis, rank, length);
    expect(norm(x)).toBeGreaterThan(1e-10);
    for (let q = 0; q < rank; q++) {
      const { re, im } = innerProduct(column(q), x);
      expect(Math.hypot(re, im)).toBeLessThan(1e-14 * norm(x));
    }
  });

  it('gives the components that it took away', () => {
    const before = randomVector(8, length);
    const after = before.slice();
    const coefficients = new Float64Array(2 * rank);
    orthogonalise(after, basis, rank, length, coefficients);
    for (let q = 0; q < rank; q++) {
      const { re, im } = innerProduct(column(q), before);
      expect(coefficients[2 * q]).toBeCloseTo(re, 14);
      expect(coefficients[2 * q + 1]).toBeCloseTo(im, 14);
    }
    expect(norm(before) ** 2).toBeCloseTo(norm(after) ** 2 + norm(coefficients) ** 2, 13);
  });
});
