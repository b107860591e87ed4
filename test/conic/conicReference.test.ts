import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { candidateOn } from '../../src/conic/lowering/candidate.ts';
import { parseConicInput } from '../../src/conic/lowering/parseConicInput.ts';
import { solveByReference } from '../../src/conic/lowering/solveByReference.ts';
import { userProgram } from '../../src/conic/lowering/userProgram.ts';
import { solveConic } from '../../src/conic/solveConic.ts';

const vector = z.array(z.number());
const stored = z
  .object({
    programs: z.array(
      z.object({
        name: z.string(),
        cones: z.object({
          free: z.int(),
          nonneg: z.int(),
          secondOrder: z.array(z.object({ size: z.int(), count: z.int() })),
          psd: z.array(z.object({ size: z.int(), count: z.int(), real: z.boolean() })),
        }),
        cost: vector,
        A: z.array(vector),
        b: vector,
        G: z.array(vector),
        h: vector,
        cvxopt: z.number(),
        clarabel: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../reference/conic/conic.json', import.meta.url), 'utf8')));

describe('stored programs have the optimum that CVXOPT and Clarabel found', () => {
  it('six of them', () => {
    expect(stored.programs.length).toBe(6);
  });
  for (const { name, cones, cost, A, b, G, h, clarabel } of stored.programs) {
    const input = {
      cost,
      cones,
      equality: { matrix: A, rhs: b },
      ...(h.length > 0 ? { inequality: { matrix: G, rhs: h } } : {}),
    };
    it(`${name}: solveConic`, async () => {
      const answer = await solveConic(input);
      expect(answer.status).toEqual(['optimal']);
      expect(answer.objective[0]).toBeCloseTo(clarabel, 6);
      expect(answer.dualObjective[0]).toBeCloseTo(clarabel, 6);
    });
    it(`${name}: the float64 reference`, () => {
      const candidate = candidateOn('primal', userProgram(parseConicInput(input), 0));
      const judged = candidate.judge(solveByReference(candidate.reduction.program, 1e-9));
      expect(judged?.kind).toBe('point');
      if (judged?.kind !== 'point') return;
      expect(judged.answer.merit).toBeLessThan(1e-8);
      expect(judged.answer.objective).toBeCloseTo(clarabel, 6);
      expect(judged.answer.dualObjective).toBeCloseTo(clarabel, 6);
    });
  }
});
