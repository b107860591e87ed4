import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../src/linalg/symmetricEigen.ts';

describe('symmetricEigen', () => {
  it('A u = lambda u with orthonormal u and ascending lambda, at every scale', () => {
    const size = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(
        size.chain((n) =>
          fc.tuple(
            fc.constant(n),
            fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: n * n, maxLength: n * n }),
          ),
        ),
        fc.constantFrom(1, 1e-200, 1e200),
        ([n, numbers], scale) => {
          const at = (x: ArrayLike<number>, i: number, j: number): number => x[i * n + j] ?? NaN;
          const a = Float64Array.from(numbers, (_, k) => scale * at(numbers, ...lowerPlace(k, n)));
          const { values, vectors } = symmetricEigen(a, n);
          const room = 1e-14 * n * Math.max(scale, ...a.map(Math.abs));
          for (let i = 0; i < n; i++) {
            expect(values[i]).toBeGreaterThanOrEqual(values[i - 1] ?? -Infinity);
            for (let j = 0; j < n; j++) {
              let image = 0;
              let product = 0;
              for (let k = 0; k < n; k++) {
                image += at(a, j, k) * at(vectors, i, k);
                product += at(vectors, i, k) * at(vectors, j, k);
              }
              expect(Math.abs(image - (values[i] ?? NaN) * at(vectors, i, j))).toBeLessThan(room);
              expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-14 * n);
            }
          }
        },
      ),
    );
  });

  it('a matrix with numbers that are not finite gives NaN', () => {
    for (const bad of [NaN, Infinity]) {
      const { values, vectors } = symmetricEigen(Float64Array.of(1, bad, bad, 1), 2);
      expect([...values, ...vectors]).toEqual(Array(6).fill(NaN));
    }
  });

  it('takes a matrix without rows', () => {
    expect(symmetricEigen(new Float64Array(0), 0).values).toEqual(new Float64Array(0));
  });
});

/** Row and column of number k of a matrix, mirrored to the lower triangle. */
function lowerPlace(k: number, n: number): [number, number] {
  const [i, j] = [Math.floor(k / n), k % n];
  return i >= j ? [i, j] : [j, i];
}
