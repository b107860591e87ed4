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
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly echoCovarianceOfBs?: unknown;
  readonly problems: readonly Problem[];
}

const file = new URL('../reference/amplitude/amplitude.json', import.meta.url);

/** Instances with their echo covariances given back to the problems. */
const documents = (JSON.parse(readFileSync(file, 'utf8')) as Document[]).map(
  ({ echoCovarianceOfBs, ...rest }): Document => ({
    ...rest,
    problems: rest.problems.map((p) =>
      p.scheme.endsWith('CBF') && echoCovarianceOfBs !== undefined ? { ...p, echoCovarianceOfBs } : p,
    ),
  }),
);

describe('literal programs with caps on amplitudes, solved by CVXOPT and Clarabel (test/reference/amplitude)', () => {
  it('cover every problem', () => {
    const kinds = new Set(documents.flatMap((d) => d.problems.map((p) => p.problem)));
    expect([...kinds].sort()).toEqual(['P1.A', 'P1.B', 'P2.A', 'P2.B', 'P3.A', 'P3.B', 'P4', 'capsFree', 'joint']);
  });

  it.each(documents.map((d) => [d.name, d] as const))('%s: every status and optimum agrees', async (_, document) => {
    const { amplitudeCrbCap: _cap, ...free } = document.scenario;
    const [line, uncapped] = await solveInstanceFiles([document, { ...document, scenario: free }]);
    let changed = 0;
    document.problems.forEach(({ problem, form = '', rho = '', expected }, i) => {
      const result = line?.results[i];
      const label = `${i} ${problem} ${form} ${rho}`;
      expect(`${label} ${result?.status}`).toBe(`${label} ${expected.status}`);
      if (expected.objective === null) return expect(result?.objective).toBeNull();
      const error = Math.abs((result?.objective ?? Number.NaN) / expected.objective - 1);
      expect(error, label).toBeLessThanOrEqual(expected.relTolerance ?? 0);
      const before = uncapped?.results[i]?.objective ?? Number.NaN;
      if (!(Math.abs(before / expected.objective - 1) < 1e-3)) changed++;
    });
    // the caps bind
    expect(changed).toBeGreaterThan(0);
  });
});
