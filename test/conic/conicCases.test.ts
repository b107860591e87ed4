import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { solveConic } from '../../src/conic/solveConic.ts';
import { expectCertified } from './conicCertify.ts';
import type { TrialCone, TrialProgram } from './conicTrialProgram.ts';
import { asInput, dot, inside, normals, withSlackVariables } from './conicTrialProgram.ts';
import { testRandom } from './testRandom.ts';

const group = z.object({ size: z.int(), count: z.int() });
const stored = z.object({
  right: z.object({ status: z.enum(['optimal', 'infeasible', 'unbounded']), objective: z.number().nullable() }),
  input: z.object({
    cost: z.array(z.number()),
    cones: z.object({
      free: z.int().default(0),
      nonneg: z.int().default(0),
      secondOrder: z.array(group).default([]),
      psd: z.array(group.extend({ real: z.boolean() })).default([]),
    }),
    equality: z.object({ matrix: z.array(z.array(z.number())), rhs: z.array(z.number()) }),
  }),
});
type StoredInput = z.infer<typeof stored>['input'];

function asTrial({ cost, cones, equality }: StoredInput): TrialProgram {
  const list: TrialCone[] = cones.nonneg > 0 ? [{ kind: 'nonneg', size: cones.nonneg, real: true }] : [];
  for (const { size, count } of cones.secondOrder)
    for (let k = 0; k < count; k++) list.push({ kind: 'secondOrder', size, real: true });
  for (const { size, count, real } of cones.psd) for (let k = 0; k < count; k++) list.push({ kind: 'psd', size, real });
  return {
    truth: 'unknown',
    objective: NaN,
    cost,
    free: cones.free,
    cones: list,
    A: equality.matrix,
    b: equality.rhs,
    G: [],
    h: [],
    slacks: [],
  };
}

/**
 * Programs of public suites: Clarabel's tests (cl_), CVXPY's (ct_), one without interior (h_), SDPLIB (hinf). The hinf programs have a dual whose optimum is
 * attained at infinity, so that solvers differ in the third digit and answers are `almostOptimal`.
 */
describe('programs of public suites have the status and objective that their suites name', () => {
  const folder = new URL('../reference/conic/cases/', import.meta.url);
  for (const file of readdirSync(folder))
    it(file, async () => {
      const { input, right } = stored.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      const answer = await solveConic(input);
      const hard = file.startsWith('hinf');
      expect(hard && answer.status[0] === 'almostOptimal' ? 'optimal' : answer.status[0]).toBe(right.status);
      const objective = right.objective;
      if (objective !== null) {
        const off = Math.abs((answer.objective[0] ?? NaN) - objective) / Math.abs(objective);
        expect(off).toBeLessThan(hard ? 3e-3 : 1e-6);
        expect(answer.merit[0]).toBeLessThan(hard ? 1e-6 : 1e-8);
      }
      expectCertified(asTrial(input), answer);
    });
});

/** F0 - sum x_i F_i of order n positive semidefinite, with X inside, tr(F_i X) = 0 and tr(F0 X) = -1: of the kind of SDPLIB's infp1. */
function infeasibleInequality(n: number, variables: number): TrialProgram {
  const uniform = testRandom(11);
  const next = (): number => (uniform() + 1) / 2;
  const cone: TrialCone = { kind: 'psd', size: n, real: true };
  const proof = inside([cone], next);
  const along = (value: number): number[] => {
    const draw = normals(proof.length, next);
    const f = (value - dot(draw, proof)) / dot(proof, proof);
    return draw.map((v, i) => v + f * (proof[i] ?? NaN));
  };
  const columns = Array.from({ length: variables }, () => along(0));
  return {
    truth: 'infeasible',
    objective: NaN,
    cost: columns.map((column, i) => (i % 2 === 0 ? 1 : -1) * (column[0] ?? NaN)),
    free: variables,
    cones: [],
    A: [],
    b: [],
    G: proof.map((_, r) => columns.map((column) => column[r] ?? NaN)),
    h: along(-1),
    slacks: [cone],
  };
}

describe('an infeasible linear matrix inequality of order 30 in 10 variables', () => {
  const program = infeasibleInequality(30, 10);
  for (const [form, p] of [
    ['as constraint rows', program],
    ['with a slack variable', withSlackVariables(program)],
  ] as const)
    it(form, async () => {
      const answer = await solveConic(asInput(p));
      expect(answer.status).toEqual(['infeasible']);
      expectCertified(p, answer);
    });
});
