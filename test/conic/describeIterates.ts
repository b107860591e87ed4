import { describe, expect, it } from 'vitest';
import type { StepTrials } from '../../src/conic/algorithm/constants.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import { solveReference } from './reference/solveReference.ts';
import type { ConicSettings, ConicSolution } from '../../src/conic/solution.ts';
import { FAMILIES } from './families.ts';
import { kernelPieces } from './reference/kernelPieces.ts';
import { randomProgram } from './randomProgram.ts';

/** Below this merit rounding decides about the digits of an iterate. */
const CONDITIONED = 1e-5;
/** No tolerance, so that only the limit of iterations ends a solve. */
const ENDLESS = 1e-300;

type Solve = (program: ConicProgram, settings: ConicSettings) => Promise<ConicSolution> | ConicSolution;

/** Largest difference of the points of two solutions, each part relative to its largest number. */
export function differenceOfPoints(a: ConicSolution, b: ConicSolution): number {
  const parts = (s: ConicSolution): Float64Array[] => [s.scalars, ...s.psd, s.multipliers];
  const others = parts(b);
  return parts(a).reduce((most, part, i) => {
    const other = others[i] ?? new Float64Array(0);
    expect(other.length).toBe(part.length);
    const size = part.reduce((s, v) => Math.max(s, Math.abs(v)), 1e-300);
    return part.reduce((s, v, j) => Math.max(s, Math.abs(v - (other[j] as number)) / size), most);
  }, 0);
}

/**
 * The iterates of a solver, one step after the other, against those of the reference, which interprets the same list of steps with explicit rows.
 *
 * @param trials how the solver tries steps to the boundary.
 * @param bound largest relative difference of two iterates whose merit is above 1e-5.
 */
export function describeIterates(name: string, solve: Solve, trials: StepTrials, bound: number): void {
  const reference = (program: ConicProgram, settings: ConicSettings): ConicSolution =>
    solveReference(program, settings, (index) => ({ trials, equilibration: kernelPieces(program, index) }));
  describe(`${name} goes the steps of the reference`, () => {
    it.each(Object.entries(FAMILIES))('%s', async (_, options) => {
      const { program } = randomProgram({ ...options, batch: 2 });
      for (let maxIterations = 1; ; maxIterations++) {
        expect(maxIterations).toBeLessThan(30);
        const settings = { tolerance: ENDLESS, maxIterations };
        const own = await solve(program, settings);
        if (Math.min(...own.merit) < CONDITIONED) break;
        expect(differenceOfPoints(own, reference(program, settings))).toBeLessThan(bound);
      }
    });

    it.each([false, true])('from an earlier state, finish: %s', async (finish) => {
      const { program } = randomProgram({ ...FAMILIES['every cone, two groups each'], seed: 17, rows: 10, batch: 2 });
      const rough = { tolerance: 1e-3 };
      const starts = [(await solve(program, rough)).state, reference(program, rough).state] as const;
      for (let maxIterations = 1; maxIterations <= 3; maxIterations++) {
        const [own, expected] = [
          await solve(program, { tolerance: ENDLESS, maxIterations, finish, warmStart: starts[0] }),
          reference(program, { tolerance: ENDLESS, maxIterations, finish, warmStart: starts[1] }),
        ];
        expect(own.iterations).toEqual(expected.iterations);
        expect(differenceOfPoints(own, expected)).toBeLessThan(100 * bound);
      }
    });

    it('centring steps', async () => {
      const { program } = randomProgram({ ...FAMILIES['blocks with terms'], seed: 14, rows: 6, batch: 2 });
      const settings = { tolerance: 5e-10 }; // asks for three of them
      const [own, expected] = [await solve(program, settings), reference(program, settings)];
      expect(own.status).toEqual(expected.status);
      expect(own.iterations).toEqual(expected.iterations);
      expect(differenceOfPoints(own, expected)).toBeLessThan(1e5 * bound);
    });
  });
}
