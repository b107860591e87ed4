import { describe, expect, it } from 'vitest';
import { solveConic } from '../../src/conic/solveConic.ts';
import { expectCertified } from './conicCertify.ts';
import { asInput, withConstraintRows, withSlackVariables } from './conicTrialProgram.ts';
import { drawConicTrial } from './drawConicTrial.ts';
import { testRandom } from './testRandom.ts';

const PROGRAMS = 120;

/** Merit 1e-8 on degenerate programs. */
const OBJECTIVE = 1e-6;

describe('random programs with free, dependent, duplicate, empty and badly scaled parts end in the status they were built for', () => {
  const forms = {
    'as drawn': asInput,
    'with slack variables': (p: Parameters<typeof asInput>[0]) => asInput(withSlackVariables(p)),
    'with constraint rows alone': (p: Parameters<typeof asInput>[0]) => asInput(withConstraintRows(p)),
  };
  const programs = Array.from({ length: PROGRAMS }, (_, i) => {
    const uniform = testRandom(5000 + i);
    return drawConicTrial(() => (uniform() + 1) / 2);
  });
  it('every status comes up', () => {
    expect(new Set(programs.map((p) => p.truth)).size).toBe(3);
  });
  for (const [form, input] of Object.entries(forms))
    it(`${form}: ${PROGRAMS} programs, points and certificates hold on their data`, async () => {
      for (const [i, program] of programs.entries()) {
        const answer = await solveConic(input(program));
        expect(`${i} ${answer.status[0]}`).toBe(`${i} ${program.truth}`);
        if (program.truth === 'optimal') {
          const off = Math.abs((answer.objective[0] ?? NaN) - program.objective) / (1 + Math.abs(program.objective));
          expect(off).toBeLessThan(OBJECTIVE);
        }
        const q =
          form === 'as drawn'
            ? program
            : form === 'with slack variables'
              ? withSlackVariables(program)
              : withConstraintRows(program);
        expectCertified(q, answer);
      }
    });
});
