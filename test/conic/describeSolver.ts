import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import type { ConicSettings, ConicSolution } from '../../src/conic/solution.ts';
import { distanceOutside, dualSlack, dualViolation, pointOf, primalViolation } from './certify.ts';
import { FAMILIES } from './families.ts';
import {
  badlyScaled,
  infeasibleProgram,
  MIXED,
  redundantRows,
  unboundedProgram,
  withoutInterior,
  type KnownExplicit,
} from './hardPrograms.ts';
import { randomProgram, type RandomOptions } from './randomProgram.ts';
import { selectPrograms } from './selectPrograms.ts';
import { applyRows } from './structuredOperator.ts';

export type Solve = (program: ConicProgram, settings?: ConicSettings) => Promise<ConicSolution>;

/** What a solver promises: `merit` at its default settings, and the accuracy of objectives and residuals that follows. */
export interface SolverPromise {
  readonly merit: number;
  readonly accuracy: number;
  /** Arithmetics that a program without an answer goes through, each with all iterations. Default 1. */
  readonly arithmetics?: number;
}

const ALL: RandomOptions = FAMILIES['every cone, two groups each'] ?? { seed: 0, rows: 1 };
const COUPLED: RandomOptions = FAMILIES['coupled and free groups together'] ?? { seed: 0, rows: 1 };

const relative = (value: number | undefined, expected: number | undefined): number =>
  Math.abs((value ?? NaN) - (expected ?? NaN)) / (1 + Math.abs(expected ?? NaN));
const multipliersOf = (s: ConicSolution, i: number): Float64Array => {
  const n = s.multipliers.length / s.status.length;
  return s.multipliers.subarray(i * n, (i + 1) * n);
};
const finite = (v: Float64Array): boolean => v.every(Number.isFinite);

/** The suite that every solver passes. */
export function describeSolver(name: string, solve: Solve, promise: SolverPromise): void {
  const { merit, accuracy, arithmetics = 1 } = promise;

  function expectSolved(program: ConicProgram, solution: ConicSolution, optimum: ArrayLike<number>): void {
    for (let i = 0; i < optimum.length; i++) {
      expect(solution.status[i], `status of program ${i}`).toBe('optimal');
      expect(solution.merit[i]).toBeLessThan(merit);
      expect(relative(solution.objective[i], optimum[i]), `objective of program ${i}`).toBeLessThan(accuracy);
      expect(relative(solution.dualObjective[i], optimum[i]), `dual objective of program ${i}`).toBeLessThan(accuracy);
      const point = pointOf(solution, i);
      expect(primalViolation(program, i, point), `primal residual of program ${i}`).toBeLessThan(accuracy);
      const cost = applyRows(program, i, point)[program.shape.rows];
      expect(relative(solution.objective[i], cost), 'objective against c^T x').toBeLessThan(accuracy);
      if (program.shape.psd.some((g) => g.coupled)) continue;
      expect(dualViolation(program, i, multipliersOf(solution, i)), `dual residual of program ${i}`).toBeLessThan(
        accuracy,
      );
    }
  }

  describe(`${name} finds a known optimum`, () => {
    for (const [family, options] of Object.entries(FAMILIES))
      for (const complementarity of ['strict', 'degenerate'] as const)
        it(`${family}, ${complementarity} complementarity`, async () => {
          const { program, optimum } = randomProgram({ ...options, complementarity, batch: 3 });
          expectSolved(program, await solve(program), optimum);
        });

    const hard: Record<string, KnownExplicit> = {
      'redundant rows': redundantRows(31),
      'rows and columns scaled over four decades': badlyScaled(32, 2),
      'rows and columns scaled over eight decades': badlyScaled(33, 4),
    };
    for (const [what, { program, optimum }] of Object.entries(hard))
      it(`with ${what}`, async () => {
        const solution = await solve(program);
        expect(solution.status).toEqual(['optimal']);
        expect(relative(solution.objective[0], optimum)).toBeLessThan(10 * accuracy);
        expect(primalViolation(program, 0, pointOf(solution, 0))).toBeLessThan(10 * accuracy);
      });

    for (const side of ['primal', 'dual'] as const)
      it(`without an interior on the ${side} side`, async () => {
        const { program, optimum } = withoutInterior(34, side);
        const solution = await solve(program);
        expect(solution.status).toEqual(['optimal']);
        expect(relative(solution.objective[0], optimum)).toBeLessThan(10 * accuracy);
      });
  });

  describe(`${name} proves that there is no optimum`, () => {
    const cones = {
      'nonnegative variables': { nonneg: 12, secondOrder: [], psd: [] },
      'second-order cones': { nonneg: 0, secondOrder: [4, 6], psd: [] },
      blocks: { nonneg: 0, secondOrder: [], psd: [3, 4] },
      'every cone': MIXED,
    };
    for (const [what, sizes] of Object.entries(cones)) {
      it(`infeasible ${what}: the multipliers are a certificate`, async () => {
        const program = infeasibleProgram(41, sizes);
        const solution = await solve(program);
        expect(solution.status).toEqual(['infeasible']);
        expect(solution.objective[0]).toBeNaN();
        const y = multipliersOf(solution, 0);
        expect(program.data.rhs.reduce((s, v, i) => s + v * (y[i] ?? NaN), 0)).toBeCloseTo(1, 9);
        expect(distanceOutside(program.shape, dualSlack(program, 0, y, 0))).toBeLessThan(1e-6);
      });
      it(`unbounded ${what}: the point is a certificate`, async () => {
        const program = unboundedProgram(42, sizes);
        const solution = await solve(program);
        expect(solution.status).toEqual(['unbounded']);
        expect(solution.objective[0]).toBeNaN();
        const point = pointOf(solution, 0);
        const rows = applyRows(program, 0, point);
        expect(rows[program.shape.rows]).toBeCloseTo(-1, 9);
        expect(Math.max(...rows.subarray(0, -1).map(Math.abs))).toBeLessThan(1e-6);
        expect(distanceOutside(program.shape, point)).toBeLessThan(1e-6);
      });
    }
    it('infeasible with coupled cones: a row that makes a head negative', async () => {
      const { program } = randomProgram({ ...COUPLED, seed: 43 });
      const { shape, data } = program;
      const head = shape.nonneg + shape.secondOrder.reduce((s, g) => s + g.size * g.count, 0);
      const entry = shape.entryColumn.findIndex((c, e) => c === head && shape.entryRow[e] !== shape.rows);
      const row = shape.entryRow[entry] ?? NaN;
      expect(row).toBeGreaterThanOrEqual(0);
      // the row becomes head = -1
      const entries = data.entries.map((v, e) => (shape.entryRow[e] === row ? (e === entry ? 1 : 0) : v));
      const psd = data.psd.map((d, g) => zeroRow(program, g, d, row));
      const rhs = data.rhs.map((v, r) => (r === row ? -1 : v));
      expect((await solve({ shape, data: { ...data, entries, psd, rhs } })).status).toEqual(['infeasible']);
    });
  });

  describe(`${name} treats every program of a batch by itself`, () => {
    for (const [what, options] of Object.entries({ 'every cone': ALL, 'coupled cones': COUPLED })) {
      const { program } = randomProgram({ ...options, batch: 5 });
      it(`${what}: alone, in a batch and in another place it has the same bytes`, async () => {
        const together = await solve(program);
        const order = [3, 0, 4, 2, 1];
        const permuted = await solve(selectPrograms(program, order));
        for (let i = 0; i < 5; i++) {
          expect(bytesOf(await solve(selectPrograms(program, [i])), 0)).toEqual(bytesOf(together, i));
          expect(bytesOf(permuted, order.indexOf(i))).toEqual(bytesOf(together, i));
        }
      });
    }
    it('an infeasible and a hard neighbour change nothing', async () => {
      const { program } = randomProgram({ ...ALL, batch: 3 });
      const rhs = program.data.rhs.map((v, i) => (i < program.shape.rows ? -1e3 * Math.abs(v) - 1 : v));
      const spoilt = await solve({ shape: program.shape, data: { ...program.data, rhs } });
      const clean = await solve(program);
      for (const i of [1, 2]) expect(bytesOf(spoilt, i)).toEqual(bytesOf(clean, i));
    });
  });

  describe(`${name} starts from an earlier solution`, () => {
    for (const [what, options] of Object.entries({ 'every cone': ALL, 'coupled cones': COUPLED })) {
      const { program } = randomProgram({ ...options, batch: 3 });
      const nearby = {
        shape: program.shape,
        data: { ...program.data, rhs: program.data.rhs.map((v, i) => v * (1 + 1e-3 * Math.sin(i))) },
      };
      it(`${what}: fewer iterations to the same answer`, async () => {
        const first = await solve(program);
        const cold = await solve(nearby);
        const warm = await solve(nearby, { warmStart: first.state });
        const total = (s: ConicSolution): number => s.iterations.reduce((a, v) => a + v, 0);
        expect(warm.status).toEqual(cold.status);
        expect(cold.status).toEqual(['optimal', 'optimal', 'optimal']);
        expect(total(warm)).toBeLessThan(total(cold));
        cold.objective.forEach((v, i) => {
          expect(relative(warm.objective[i], v)).toBeLessThan(accuracy);
        });
      });
      it(`${what}: rows of NaN start cold`, async () => {
        const first = await solve(program);
        const state = first.state.slice().fill(NaN, 0, first.state.length / 3);
        const mixed = await solve(nearby, { warmStart: state });
        const cold = await solve(nearby);
        const warm = await solve(nearby, { warmStart: first.state });
        expect(bytesOf(mixed, 0)).toEqual(bytesOf(cold, 0));
        expect(bytesOf(mixed, 1)).toEqual(bytesOf(warm, 1));
      });
    }
    it('a useless start does not spoil the answer', async () => {
      const { program, optimum } = randomProgram({ ...ALL, batch: 2 });
      const { state } = await solve(program);
      const opposite = state.map((v, i) => ((i + 1) % (state.length / 2) === 0 ? v : -1e6 * v));
      expectSolved(program, await solve(program, { warmStart: opposite }), optimum);
    });
  });

  describe(`${name} reports how a solve ended`, () => {
    it('the iteration limit makes no claim and hands out finite numbers', async () => {
      const { program } = randomProgram({ ...ALL, batch: 2 });
      const solution = await solve(program, { maxIterations: 2 });
      expect(solution.status).toEqual(['iterationLimit', 'iterationLimit']);
      expect([...solution.iterations]).toEqual([2 * arithmetics, 2 * arithmetics]);
      expect([...solution.objective, ...solution.dualObjective]).toEqual([NaN, NaN, NaN, NaN]);
      expect(finite(solution.scalars) && finite(solution.multipliers) && solution.psd.every(finite)).toBe(true);
      expect(finite(solution.merit) && finite(solution.state)).toBe(true);
    });
    it('a loose tolerance stops earlier and is met', async () => {
      const { program } = randomProgram(ALL);
      const loose = await solve(program, { tolerance: 1e-3 });
      const tight = await solve(program);
      expect(loose.status).toEqual(['optimal']);
      expect(loose.merit[0]).toBeLessThan(1e-3);
      expect(loose.iterations[0]).toBeLessThan(tight.iterations[0] ?? 0);
    });
    it('zero rows, zero right-hand side and zero cost are no obstacle', async () => {
      const { program } = randomProgram({ ...ALL, batch: 1 });
      const { shape, data } = program;
      const rhs = new Float64Array(shape.rows);
      const zeroCost = data.entries.map((v, e) => (shape.entryRow[e] === shape.rows ? 0 : v));
      const psd = data.psd.map((d, g) => zeroRow(program, g, d, shape.rows));
      const solution = await solve({ shape, data: { ...data, rhs, entries: zeroCost, psd } });
      expect(solution.status).toEqual(['optimal']);
      expect(Math.abs(solution.objective[0] ?? NaN)).toBeLessThan(accuracy);
    });
    it('refuses a NaN in the data and an array of the wrong length', async () => {
      const { program } = randomProgram(ALL);
      const { shape, data } = program;
      const broken = data.rhs.slice();
      broken[1] = NaN;
      await expect(solve({ shape, data: { ...data, rhs: broken } })).rejects.toThrow(InputError);
      await expect(solve({ shape, data: { ...data, entries: data.entries.subarray(1) } })).rejects.toThrow(InputError);
    });
  });
}

/** Everything a solution says about one program. */
function bytesOf(s: ConicSolution, i: number): unknown {
  const batch = s.status.length;
  const cut = (v: Float64Array): Uint8Array => {
    const n = v.length / batch;
    return new Uint8Array(v.slice(i * n, (i + 1) * n).buffer);
  };
  return [s.status[i], s.iterations[i], [s.objective, s.merit, s.scalars, s.multipliers, s.state, ...s.psd].map(cut)];
}

/** The data of a group with everything that one row takes from it set to zero. */
function zeroRow(
  { shape, data }: ConicProgram,
  g: number,
  d: ConicProgram['data']['psd'][number],
  row: number,
): ConicProgram['data']['psd'][number] {
  const group = shape.psd[g];
  if (!group) throw new Error('no such group');
  const block = 2 * group.size * group.size;
  const weights = d.weights.map((v, o) => (group.terms.row[(o >> 1) % group.terms.row.length] === row ? 0 : v));
  const dense = d.dense.map((v, o) => (group.denseRow[Math.floor(o / block) % group.denseRow.length] === row ? 0 : v));
  if (d.dense.length !== data.batch * group.denseRow.length * block) throw new Error('layout');
  return { ...d, weights, dense };
}
