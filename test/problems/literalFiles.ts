import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { InstanceLine } from '../../src/problems/solveInstance.ts';

/** A problem of an instance with what other solvers found of it. */
interface LiteralProblem {
  readonly scheme: string;
  readonly problem: string;
  readonly form?: string;
  readonly rho?: number;
  readonly expected: { readonly status: string; readonly objective: number | null; readonly relTolerance?: number };
}

/** An instance of a file of them. */
export interface LiteralInstance {
  readonly name: string;
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly echoCovarianceOfBs?: unknown;
  readonly problems: readonly LiteralProblem[];
}

/** The instances of a file of test/reference, with their echo covariances given back to the problems. */
export function literalInstances(path: string): LiteralInstance[] {
  const file = new URL(`../reference/${path}`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as LiteralInstance[]).map(({ echoCovarianceOfBs, ...rest }) => ({
    ...rest,
    problems: rest.problems.map((p) =>
      p.scheme.endsWith('CBF') && echoCovarianceOfBs !== undefined ? { ...p, echoCovarianceOfBs } : p,
    ),
  }));
}

/** Every status and optimum agrees. */
export function expectAgreement({ problems }: LiteralInstance, line: InstanceLine | undefined): void {
  problems.forEach(({ problem, form = '', rho = '', expected }, i) => {
    const result = line?.results[i];
    const label = `${i} ${problem} ${form} ${rho}`;
    expect(`${label} ${result?.status}`).toBe(`${label} ${expected.status}`);
    if (expected.objective === null) return expect(result?.objective).toBeNull();
    const error = Math.abs((result?.objective ?? Number.NaN) / expected.objective - 1);
    expect(error, label).toBeLessThanOrEqual(expected.relTolerance ?? 0);
  });
}
