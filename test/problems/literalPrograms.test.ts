import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { solveInstanceFiles } from '../../src/problems/solveInstance.ts';

interface Problem {
  readonly scheme: string;
  readonly problem: string;
  readonly form?: string;
  readonly rho?: number;
  readonly expected: { readonly status: string; readonly objective: number | null; readonly relTolerance?: number };
}

interface Document {
  readonly name: string;
  readonly echoCovarianceOfBs?: unknown;
  readonly problems: readonly Problem[];
}

const file = new URL('../reference/literal/literal.json', import.meta.url);

/** Instances with their echo covariances given back to the problems. */
const documents = (JSON.parse(readFileSync(file, 'utf8')) as Document[]).map(
  ({ echoCovarianceOfBs, ...rest }): Document => ({
    ...rest,
    problems: rest.problems.map((p) =>
      p.scheme.endsWith('CBF') && echoCovarianceOfBs !== undefined ? { ...p, echoCovarianceOfBs } : p,
    ),
  }),
);

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
    document.problems.forEach(({ problem, form = '', rho = '', expected }, i) => {
      const result = line?.results[i];
      const label = `${i} ${problem} ${form} ${rho}`;
      expect(`${label} ${result?.status}`).toBe(`${label} ${expected.status}`);
      if (expected.objective === null) return expect(result?.objective).toBeNull();
      const error = Math.abs((result?.objective ?? Number.NaN) / expected.objective - 1);
      expect(error, label).toBeLessThanOrEqual(expected.relTolerance ?? 0);
    });
  });
});
