import { beforeAll, describe, expect, it } from 'vitest';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import type { ConicSolution } from '../../src/conic/solution.ts';
import type { SolverPath } from '../../src/conic/solverPath.ts';
import { FAMILIES } from './families.ts';
import { randomProgram, type RandomOptions } from './randomProgram.ts';

/** Programs with one optimum, whose blocks and slacks share their ranges. */
const { program, optimum } = randomProgram({ ...(FAMILIES['blocks with terms'] as RandomOptions), batch: 3 });
/** The root of a merit of 1e-8. */
const UNCENTRED = 1e-5;

/** Largest difference of the blocks of two solutions, relative to the largest element. */
function difference(a: ConicSolution, b: ConicSolution): number {
  const [u, v] = [a, b].map(({ psd }) => psd.flatMap((group) => [...group])) as [number[], number[]];
  expect(u.length).toBe(v.length);
  const size = u.reduce((s, x) => Math.max(s, Math.abs(x)), 0);
  return u.reduce((s, x, i) => Math.max(s, Math.abs(x - (v[i] as number))), 0) / size;
}

/** What a backend makes of answers beyond float32. */
interface CentringPromise {
  readonly path: SolverPath;
  /** Of an answer that is finished below 1e-9. */
  readonly finishedPath: SolverPath;
  /** Largest difference of two centred answers: double-single has not the digits for the inverse of a slack whose eigenvalues are near 1e-10. */
  readonly centred: number;
}

/** Answers that are only finished, and centred ones, on the backend of this process. */
export function describeCentring(name: string, { path, finishedPath, centred }: CentringPromise): void {
  describe(`${name}: finished and centred answers`, () => {
    let rough: ConicSolution;
    let cold: ConicSolution;
    let finished: ConicSolution;
    beforeAll(async () => {
      rough = await solveProgram(program, { tolerance: 1e-6 });
      cold = await solveProgram(program);
      finished = await solveProgram(program, { warmStart: rough.state, finish: true });
    }, 600_000);

    it('an answer of 1e-6 is finished to 1e-8 in half the iterations of a cold start at most', () => {
      expect(finished.path).toEqual(Array(3).fill(path));
      finished.objective.forEach((v, i) => {
        expect(finished.status[i]).toBe('optimal');
        expect(finished.merit[i]).toBeLessThan(1e-8);
        expect(2 * (finished.iterations[i] as number)).toBeLessThanOrEqual(cold.iterations[i] as number);
        expect(Math.abs(v - (optimum[i] as number)) / (1 + Math.abs(v))).toBeLessThan(1e-7);
      });
    });

    it('two ways to a merit of 1e-8 end in other precoders, two ways to 1e-10 in the same ones', async () => {
      expect(difference(cold, finished)).toBeGreaterThan(UNCENTRED);
      const tolerance = 1e-10;
      const [one, other] = [
        await solveProgram(program, { tolerance }),
        await solveProgram(program, { tolerance, warmStart: rough.state, finish: true }),
      ];
      for (const { merit, status } of [one, other]) {
        expect(Math.max(...merit)).toBeLessThan(tolerance);
        expect(status).toEqual(Array(3).fill('optimal'));
      }
      expect(one.path).toEqual(Array(3).fill(path));
      expect(other.path).toEqual(Array(3).fill(finishedPath));
      expect(difference(one, other)).toBeLessThan(centred);
    });

    it('a tolerance out of reach ends optimal where the merit is below 1e-8', async () => {
      const { status, merit } = await solveProgram(program, { tolerance: 1e-300 });
      expect(Math.max(...merit)).toBeLessThan(1e-8);
      expect(status).toEqual(Array(3).fill('optimal'));
    });
  });
}
