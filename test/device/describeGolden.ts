import { beforeAll, describe, expect, it } from 'vitest';
import type { SolverPath } from '../../src/conic/solverPath.ts';
import { readInstance } from '../../src/problems/instance.ts';
import type { PrecodingSolution } from '../../src/problems/precodingProgram.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { type InstanceLine, solveInstanceFiles } from '../../src/problems/solveInstance.ts';
import { blockLevelNames, goldenPath, readGolden, symbolLevelNames } from '../problems/goldenFiles.ts';

/** What a backend promises of the reference instances. */
export interface GoldenPromise {
  readonly tolerance: number;
  /** Largest merit of a claim. */
  readonly merit: number;
  /** Largest relative error of an objective; default: each instance's own. */
  readonly relative?: number;
  /** Paths of answers of the device alone; default: what webgpu does without float64. */
  readonly alone?: readonly SolverPath[];
}

/** The reference instances, solved in one call by the backend of this process. */
export function describeGolden(
  name: string,
  { tolerance, merit, relative, alone = ['float32', 'double-single'] }: GoldenPromise,
): void {
  const cases = blockLevelNames().flatMap((file) => {
    const golden = readGolden(file);
    const instance = readInstance(golden, `${file}: `);
    return golden.problems.map((p, index) => ({
      title: `${instance.name} ${index} ${p.problem}`,
      program: instance.programs[index],
      expected: p.expected,
    }));
  });
  describe(`${name}: block-level reference instances`, () => {
    let solutions: readonly PrecodingSolution[] = [];
    beforeAll(async () => {
      const programs = cases.flatMap((c) => (c.program ? [c.program] : []));
      solutions = await solvePrecodingPrograms(programs, { tolerance });
    }, 600_000);

    it.each(cases.map((c, i) => ({ ...c, i })))('$title has the reference status and optimum', ({ i, expected }) => {
      const solution = solutions[i];
      // the device claims nothing that float64 did not confirm
      if (expected.status === 'optimal') expect(['optimal', 'almostOptimal']).toContain(solution?.status);
      else expect(solution?.status).toBe(expected.status);
      expect(solution?.merit).toBeLessThan(merit);
      if (expected.objective === null) {
        expect(solution?.objective).toBeNull();
        return;
      }
      const error = Math.abs((solution?.objective ?? Number.NaN) / expected.objective - 1);
      expect(error).toBeLessThanOrEqual(relative ?? expected.relTolerance ?? 0);
    });

    it('most of them are solved by the device alone', () => {
      const own = solutions.filter(({ path }) => alone.includes(path));
      expect(own.length).toBeGreaterThan(0.9 * cases.length);
    });
  });

  describe(`${name}: symbol-level reference instances`, () => {
    const names = symbolLevelNames();
    let lines: readonly InstanceLine[] = [];
    beforeAll(async () => {
      lines = await solveInstanceFiles(names.map(goldenPath), { tolerance });
    }, 600_000);

    it.each(names.map((file, i) => ({ file, i })))('$file has the reference statuses and optima', ({ file, i }) => {
      const { problems } = readGolden(file);
      const results = lines[i]?.results ?? [];
      expect(results.map((r) => r.status)).toEqual(problems.map((p) => p.expected.status));
      results.forEach(({ objective, merit: found }, k) => {
        const expected = problems[k]?.expected;
        expect(found).toBeLessThan(merit);
        if (typeof expected?.objective !== 'number') expect(objective).toBeNull();
        else
          expect(Math.abs((objective ?? Number.NaN) / expected.objective - 1)).toBeLessThanOrEqual(
            relative ?? expected.relTolerance ?? 0,
          );
      });
    });
  });
}
