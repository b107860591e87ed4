import { describe, expect, it } from 'vitest';
import { solveInstanceFiles } from '../../src/problems/solveInstance.ts';
import { expectAgreement, literalInstances } from './literalFiles.ts';

const documents = literalInstances('amplitude/amplitude.json');

describe('literal programs with caps on amplitudes, solved by CVXOPT and Clarabel (test/reference/amplitude)', () => {
  it('cover every problem', () => {
    const kinds = new Set(documents.flatMap((d) => d.problems.map((p) => p.problem)));
    expect([...kinds].sort()).toEqual(['P1.A', 'P1.B', 'P2.A', 'P2.B', 'P3.A', 'P3.B', 'P4', 'capsFree', 'joint']);
  });

  it.each(documents.map((d) => [d.name, d] as const))('%s: every status and optimum agrees', async (_, document) => {
    const { amplitudeCrbCap: _cap, ...free } = document.scenario;
    const [line, uncapped] = await solveInstanceFiles([document, { ...document, scenario: free }]);
    expectAgreement(document, line);
    const changed = document.problems.filter(({ expected: { objective } }, i) => {
      const before = uncapped?.results[i]?.objective ?? Number.NaN;
      return objective !== null && !(Math.abs(before / objective - 1) < 1e-3);
    });
    // the caps bind
    expect(changed.length).toBeGreaterThan(0);
  });
});
