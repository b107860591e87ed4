import { describe, expect, it } from 'vitest';
import { worstErrors } from '../../src/model/worstErrors.ts';
import { readInstance } from '../../src/problems/instance.ts';
import type { PrecodingProgram, PrecodingSolution } from '../../src/problems/precodingProgram.ts';
import { solveInstances } from '../../src/problems/solveInstance.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { boundOf } from './exactBound.ts';
import { exactFiles } from './exactFiles.ts';
import { blocksOf, power, steering, sumOf, trace } from './naivePowers.ts';
import { expectClose } from './precodingFixtures.ts';

const files = exactFiles().map((file) => ({ file, instance: readInstance(file, `${file.name}: `) }));
const cases = files.flatMap(({ file, instance }) =>
  file.problems.map(({ expected }, i) => ({
    title: `${file.name} ${i}`,
    program: instance.programs[i] as PrecodingProgram,
    expected,
  })),
);
const programs = cases.map(({ program }) => program);
const lines = solveInstances(files.map(({ instance }) => instance));
const solutions = solvePrecodingPrograms(programs);

describe('instances of robustness exact, against the S-lemma with another solver', () => {
  it('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(cases.filter(({ expected }) => expected.status === 'infeasible').length).toBeGreaterThanOrEqual(18);
    for (const { program } of cases) expect(program.robustness).toBe('exact');
  });

  it.each(cases.map((c, i) => ({ ...c, i })))('$title', async ({ i, program, expected }) => {
    const line = (await lines).flatMap(({ results }) => results)[i];
    const solution = (await solutions)[i] as PrecodingSolution;
    for (const { status, objective, merit } of [line ?? solution, solution]) {
      expect(status).toBe(expected.status);
      if (expected.objective === null) expect(objective).toBeNull();
      else {
        expectClose(objective, expected.objective, expected.relTolerance ?? 0);
        expect(merit).toBeLessThanOrEqual(1e-8);
      }
    }
    if (expected.objective === null) {
      expect(solution.covariances).toBeNull();
      expect(boundOf(program, solution)).toBeLessThan(0);
      return;
    }
    const comp = program.scheme === 'BLP-CoMP';
    const crb = comp ? [Math.max(...solution.crb)] : [...solution.crb];
    // the sum is known much better than how the BSs share it
    crb.forEach((x, m) => expectClose(x, expected.crb?.[m], 2e-5));
    expectRows(program, solution);
  });
});

/** Power, leakage, and the SINR at the worst errors. */
function expectRows(
  { scenario, realization, scheme, threshold = NaN }: PrecodingProgram,
  { covariances }: PrecodingSolution,
) {
  if (!covariances) throw new Error('expected covariances');
  const { cells, usersPerCell, txAntennas, powerBudget, maxLeakage, targetAngles } = scenario;
  const comp = scheme === 'BLP-CoMP';
  const margins = worstErrors({ scenario, realization, cooperation: comp ? 'comp' : 'cbf', covariances, threshold });
  for (const { margin } of margins) expect(margin).toBeGreaterThan(-2.1e-7);
  const blocks = blocksOf(covariances, txAntennas * (comp ? cells : 1));
  for (let m = 0; m < cells; m++) {
    const own = comp ? blocks : blocks.slice(m * usersPerCell, (m + 1) * usersPerCell);
    const sent = sumOf(own, own[0]?.n ?? 0);
    const from = comp ? m * txAntennas : 0;
    expect(trace(sent, from, from + txAntennas)).toBeLessThanOrEqual(powerBudget * (1 + 1e-6));
    for (let n = 0; n < cells; n++)
      if (!comp && n !== m)
        expect(power(sent, steering(txAntennas, targetAngles[m * cells + n] ?? NaN))).toBeLessThanOrEqual(
          maxLeakage * (1 + 1e-6),
        );
  }
}
