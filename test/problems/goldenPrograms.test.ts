import { describe, expect, it } from 'vitest';
import { blockCertificateBound } from '../../src/model/certificates/blockCertificate.ts';
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

  it('have certificates of infeasibility that hold, checked from the channels alone', async () => {
    const solved = await solutions;
    let proven = 0;
    programs.forEach((program, i) => {
      const { scenario, realization, scheme, robustness, problem, bs, interference = {}, leakage, threshold } = program;
      const terms = solved[i]?.status === 'infeasible' ? solved[i].certificate() : null;
      // P1.A and P2.A have caps of their own: those that are all the same stand for Imax
      const { intraCell, interCell = intraCell, coMP = intraCell } = interference;
      const caps = problem.startsWith('P') ? (intraCell ?? coMP) : scenario.maxInterference;
      if (!terms || caps === undefined || (intraCell !== undefined && interCell !== intraCell)) return;
      const bound = blockCertificateBound(
        {
          scenario: { ...scenario, maxInterference: caps, maxLeakage: leakage ?? scenario.maxLeakage },
          realization,
          comp: scheme === 'BLP-CoMP',
          robustness,
          interference: problem === 'joint' ? 'sum' : problem === 'capsFree' ? 'caps' : 'most',
          bs: problem === 'P1.A' ? (bs ?? null) : null,
          threshold: threshold ?? Number.NaN,
        },
        { ...terms, information: new Float64Array(3 * scenario.cells) },
      );
      expect(bound, `${problem} ${i}`).toBeLessThan(0);
      proven++;
    });
    expect(proven).toBeGreaterThan(0);
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
