import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { hermitianSolver } from '../../src/linalg/hermitianSolve.ts';
import { multiplyVector } from '../../src/model/complexVector.ts';
import { gramOf, randomVector } from '../model/samples.ts';

describe('hermitianSolver', () => {
  for (const n of [1, 2, 3, 6, 12])
    for (const scale of [1, 1e-150, 1e150])
      it(`the solution of A x = b satisfies it, n = ${n}, A of size ${scale}`, () => {
        const a = gramOf(randomVector(n + 20, n * (n + 2)), n).map((x) => scale * x);
        const solve = hermitianSolver(a, n);
        for (const draw of [40, 60]) {
          const b = randomVector(n + draw, n);
          multiplyVector(a, solve(b)).forEach((v, i) => expect(v).toBeCloseTo(b[i] ?? NaN, 10));
        }
      });

  it('reads the lower triangle alone', () => {
    const b = Float64Array.of(1, 2, 3, 4);
    const a = Float64Array.of(2, 0, 0.5, 0.25, 0.5, -0.25, 3, 0);
    const other = Float64Array.of(2, 0, NaN, NaN, 0.5, -0.25, 3, 0);
    expect(hermitianSolver(other, 2)(b)).toEqual(hermitianSolver(a, 2)(b));
  });

  it('refuses a matrix that is not positive definite, or of another size', () => {
    for (const a of [Float64Array.of(1, 0, 2, 0, 2, 0, 1, 0), new Float64Array(8), new Float64Array(8).fill(NaN)])
      expect(() => hermitianSolver(a, 2)).toThrow(InputError);
    expect(() => hermitianSolver(new Float64Array(2), 2)).toThrow(/expected 8 numbers/);
  });
});
