import { describe, expect, it } from 'vitest';
import { readInstance } from '../../src/problems/instance.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { blockLevelNames, readGolden } from './goldenFiles.ts';

const files = blockLevelNames().map((name) => ({
  golden: readGolden(name),
  instance: readInstance(readGolden(name), `${name}: `),
}));
const cases = files.flatMap(({ golden, instance }) =>
  golden.problems.map((p, index) => ({
    title: `${instance.name} ${index} ${p.problem}`,
    program: instance.programs[index],
    expected: p.expected,
  })),
);
const programs = cases.flatMap((c) => (c.program ? [c.program] : []));
const solutions = solvePrecodingPrograms(programs);

describe('block-level reference instances, all solved in one call', () => {
  it('are all there', () => {
    expect(cases.length).toBe(programs.length);
    expect(cases.length).toBeGreaterThanOrEqual(77);
  });

  it.each(cases.map((c, i) => ({ ...c, i })))(
    '$title has the reference status and optimum',
    async ({ i, expected }) => {
      const solution = (await solutions)[i];
      expect(solution?.status).toBe(expected.status);
      if (expected.objective === null) {
        expect(solution?.objective).toBeNull();
        expect(solution?.covariances).toBeNull();
        return;
      }
      const objective = solution?.objective ?? Number.NaN;
      const tolerance = expected.relTolerance ?? 0;
      expect(Math.abs(objective / expected.objective - 1)).toBeLessThanOrEqual(tolerance);
      expect(solution?.merit).toBeLessThanOrEqual(1e-8);
    },
  );
});
