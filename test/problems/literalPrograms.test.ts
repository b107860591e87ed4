import { describe, expect, it } from 'vitest';
import { solveInstanceFiles } from '../../src/problems/solveInstance.ts';
import { expectAgreement, literalInstances } from './literalFiles.ts';

const documents = literalInstances('literal/literal.json');

describe('the literal programs of the paper, solved by CVXOPT and Clarabel (test/reference/literal)', () => {
  it('cover every problem, form and status', () => {
    const problems = documents.flatMap((d) => d.problems);
    expect(problems.length).toBeGreaterThan(300);
    const kinds = new Set(problems.map((p) => p.problem));
    expect([...kinds].sort()).toEqual(['P1.A', 'P1.B', 'P2.A', 'P2.B', 'P3.A', 'P3.B', 'P4', 'capsFree', 'joint']);
    expect(problems.filter((p) => p.expected.status === 'infeasible').length).toBeGreaterThan(50);
  });

  it.each(documents.map((d) => [d.name, d] as const))('%s: every status and optimum agrees', async (_, document) => {
    const [line] = await solveInstanceFiles([document]);
    expectAgreement(document, line);
  });
});
