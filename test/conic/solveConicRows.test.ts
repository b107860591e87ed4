import { describe, expect, it } from 'vitest';
import type { ConicInput } from '../../src/conic/lowering/conicInput.ts';
import { solveConic } from '../../src/conic/solveConic.ts';

/** The merit 1e-8 in multiples of the size of these problems. */
const DIGITS = 6;

function expectClose(actual: Float64Array, expected: readonly number[], digits = DIGITS): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((v, i) => expect(actual[i]).toBeCloseTo(v, digits));
}

const sum = (rows: readonly (readonly number[])[], weights: Float64Array): number[] =>
  (rows[0] ?? []).map((_, j) => rows.reduce((s, row, r) => s + (row[j] ?? NaN) * (weights[r] ?? NaN), 0));

describe('contradictory equality rows are infeasible, with y in the null space of A^T and b^T y = 1', () => {
  const trace = [1, 1, 1, 0, 0, 0, 0, 0, 0];
  const unit = (i: number): number[] => trace.map((_, j) => (j === i ? 1 : 0));
  const cases: Record<string, ConicInput & { equality: { matrix: number[][]; rhs: number[] } }> = {
    'x + y = 1 and x + y = 2': {
      cost: [1, 1],
      cones: { nonneg: 2 },
      equality: {
        matrix: [
          [1, 1],
          [1, 1],
        ],
        rhs: [1, 2],
      },
    },
    'x + y = 1 and 2 (x + y) = 3': {
      cost: [1, 2],
      cones: { nonneg: 2 },
      equality: {
        matrix: [
          [1, 1],
          [2, 2],
        ],
        rhs: [1, 3],
      },
    },
    '0 = 1': {
      cost: [1, 1],
      cones: { nonneg: 2 },
      equality: {
        matrix: [
          [1, 1],
          [0, 0],
        ],
        rhs: [1, 1],
      },
    },
    'x = 1 and x = 2, x free': { cost: [0], cones: { free: 1 }, equality: { matrix: [[1], [1]], rhs: [1, 2] } },
    'powers of three antennas and another total': {
      cost: [0, 0, 0, 0, 1, 0, 0, 0, 0],
      cones: { psd: [{ size: 3, count: 1 }] },
      equality: { matrix: [unit(0), unit(1), unit(2), trace], rhs: [1, 1, 1, 4] },
    },
    'a row scaled by 1e-10': {
      cost: [1, 1],
      cones: { nonneg: 2 },
      equality: {
        matrix: [
          [1, 1],
          [1e-10, 1e-10],
        ],
        rhs: [1, 2e-10],
      },
    },
  };
  for (const [what, input] of Object.entries(cases))
    it(what, async () => {
      const { status, y, merit } = await solveConic(input);
      expect(status).toEqual(['infeasible']);
      expect(merit[0]).toBeLessThan(1e-9);
      expect(input.equality.rhs.reduce((s, b, r) => s + b * (y[r] ?? NaN), 0)).toBeCloseTo(1, 12);
      sum(input.equality.matrix, y).forEach((v) => expect(Math.abs(v)).toBeLessThan(1e-12));
    });
});

describe('consistent dependent equality rows change nothing', () => {
  const row = [1, 2, 0.5];
  const once: ConicInput = {
    cost: [1, 1, 1],
    equality: { matrix: [row], rhs: [1] },
    cones: { nonneg: 3 },
  };
  it('twenty copies: the same x, multipliers that add up to the same', async () => {
    const single = await solveConic(once);
    const many = await solveConic({
      ...once,
      equality: { matrix: Array.from({ length: 20 }, () => row), rhs: Array.from({ length: 20 }, () => 1) },
    });
    expect(many.status).toEqual(['optimal']);
    expectClose(many.x, [...single.x]);
    expect(many.y.length).toBe(20);
    expect(many.y.reduce((s, v) => s + v, 0)).toBeCloseTo(single.y[0] ?? NaN, DIGITS);
    expect(many.y.filter((v) => v !== 0).length).toBe(1);
  });
  it('multiples with rounding, 0.1 + 0.2 and 0.3', async () => {
    const answer = await solveConic({
      ...once,
      equality: { matrix: [row, row.map((v) => v * 0.1), row.map((v) => v * 0.3)], rhs: [1, 0.1, 0.1 + 0.2] },
    });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.objective, [0.5]);
  });
});

describe('free variables', () => {
  it('one in no row: 0 without a cost, a ray with one', async () => {
    const input = (cost: number): ConicInput => ({
      cost: [cost, 1, 1],
      equality: { matrix: [[0, 1, 2]], rhs: [2] },
      cones: { free: 1, nonneg: 2 },
    });
    const still = await solveConic(input(0));
    expect(still.status).toEqual(['optimal']);
    expectClose(still.x, [0, 0, 1]);
    const endless = await solveConic(input(-2));
    expect(endless.status).toEqual(['unbounded']);
    expectClose(endless.x, [0.5, 0, 0]);
  });
  it('one in no row with a cost: infeasible where the other rows are', async () => {
    const answer = await solveConic({
      cost: [-2, 1, 1],
      equality: { matrix: [[0, 1, 2]], rhs: [-2] },
      cones: { free: 1, nonneg: 2 },
    });
    expect(answer.status).toEqual(['infeasible']);
    expectClose(answer.y, [-0.5]);
    expectClose(answer.z, [0, 0.5, 1]);
  });
  it('copies of one variable: their sum is determined, their difference is 0 or a ray', async () => {
    const input = (cost: number): ConicInput => ({
      cost: [1, cost, 1],
      equality: { matrix: [[1, 1, 1]], rhs: [2] },
      inequality: { matrix: [[-1, -1, 0]], rhs: [-1] },
      cones: { free: 2, nonneg: 1 },
    });
    const answer = await solveConic(input(1));
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.objective, [2]);
    const endless = await solveConic(input(0.5));
    expect(endless.status).toEqual(['unbounded']);
    const [a = NaN, b = NaN, c = NaN] = endless.x;
    expect(a + b + c).toBeCloseTo(0, 9);
    expect(a + 0.5 * b + c).toBeCloseTo(-1, 9);
  });
  it('free variables and equality rows alone are solved by linear algebra', async () => {
    const answer = await solveConic({
      cost: [1, 1],
      equality: {
        matrix: [
          [2, 1],
          [1, -1],
        ],
        rhs: [3, 0],
      },
      cones: { free: 2 },
    });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.x, [1, 1], 12);
    expectClose(answer.y, [2 / 3, -1 / 3], 12);
    expect(answer.iterations[0]).toBe(0);
  });
});

describe('a program without a point whose dual has none either', () => {
  it('is infeasible, as one row and as two', async () => {
    // x1 - x2 = 0, x3 = -1: the ray (1, 1, 0) lowers the cost for ever, from no point
    for (const matrix of [
      [
        [1, -1, 0],
        [0, 0, 1],
      ],
      [
        [1, -1, 0],
        [0, 0, 1],
        [0, 0, 2],
      ],
    ]) {
      const rhs = [0, -1, -2].slice(0, matrix.length);
      const answer = await solveConic({ cost: [-1, 0, 0], equality: { matrix, rhs }, cones: { nonneg: 3 } });
      expect(answer.status).toEqual(['infeasible']);
      expect(sum(matrix, answer.y).every((v) => v < 1e-7)).toBe(true);
      expect(rhs.reduce((s, b, r) => s + b * (answer.y[r] ?? NaN), 0)).toBeCloseTo(1, 9);
    }
  });
});

describe('programs without rows are decided', () => {
  it('optimal at 0 where the cost lies in the dual cone', async () => {
    const answer = await solveConic({ cost: [1, 2, 1, 0], cones: { nonneg: 1, secondOrder: [{ size: 3, count: 1 }] } });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.x, [0, 0, 0, 0], 12);
    expectClose(answer.z, [1, 2, 1, 0], 12);
  });
  it('unbounded with a ray in the cones elsewhere', async () => {
    const cones = { psd: [{ size: 2, count: 1, real: true }] };
    const answer = await solveConic({ cost: [1, 1, 2 * Math.SQRT2], cones });
    expect(answer.status).toEqual(['unbounded']);
    // eigenvector (1, -1) / sqrt(2) of the eigenvalue -1
    expectClose(answer.x, [0.5, 0.5, -Math.SQRT1_2], 12);
  });
  it('a bound of 1e20 is none', async () => {
    const answer = await solveConic({
      cost: [1, -1],
      inequality: {
        matrix: [
          [1, 1],
          [0, 1],
          [1, 0],
        ],
        rhs: [1e20, 3, 1e30],
      },
      cones: { nonneg: 2 },
    });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.x, [0, 3]);
    expectClose(answer.w, [0, 1, 0]);
  });
});

describe('rows of any size are judged alike', () => {
  const input = (f: number): ConicInput => ({
    cost: [1, 2],
    equality: { matrix: [[f, f]], rhs: [3 * f] },
    cones: { nonneg: 2 },
  });
  for (const factor of [1e-170, 1e-40, 1e-10, 1e10, 1e100])
    it(`${factor} times a row`, async () => {
      const answer = await solveConic(input(factor));
      expect(answer.status).toEqual(['optimal']);
      expectClose(answer.x, [3, 0]);
      expect((answer.y[0] ?? NaN) * factor).toBeCloseTo(1, DIGITS);
    });
  it('a row of 1e-170 with a right-hand side of 1 claims nothing wrong', async () => {
    const answer = await solveConic({
      cost: [-1, 2],
      equality: { matrix: [[1e-170, 0]], rhs: [1] },
      cones: { nonneg: 2 },
    });
    expect(answer.status[0]).not.toBe('unbounded');
    expect(answer.status[0]).not.toBe('infeasible');
  });
  it('a variable of tiny coefficient that makes a program feasible', async () => {
    // x1 - 1e-10 x2 = -1 holds at x = (0, 1e10)
    const answer = await solveConic({
      cost: [1, 0],
      equality: { matrix: [[1, -1e-10]], rhs: [-1] },
      cones: { nonneg: 2 },
    });
    expect(answer.status[0]).not.toBe('infeasible');
  });
});

describe('an answer belongs to the program at the time of the call', () => {
  it('a change of the cost during the solve does not reach it', async () => {
    for (const cones of [{ nonneg: 2 }, { free: 1, nonneg: 1 }]) {
      const cost = Float64Array.of(1, 3);
      const matrix = Float64Array.of(1, 1);
      const input = {
        cost,
        equality: { matrix, rhs: Float64Array.of(1) },
        inequality: { matrix: [[-1, 0]], rhs: [0] },
        cones,
      };
      const before = await solveConic(input);
      const pending = solveConic(input);
      cost.fill(-7);
      matrix.fill(5);
      expect(await pending).toEqual(before);
      cost.set([1, 3]);
      matrix.set([1, 1]);
    }
  });
});

describe('an answer that is not decided', () => {
  it('has the objective of its best iterate and its merit', async () => {
    const input: ConicInput = {
      cost: [-1, -2],
      inequality: {
        matrix: [
          [1, 1],
          [1, 3],
        ],
        rhs: [4, 6],
      },
      cones: { nonneg: 2 },
    };
    for (const cones of [{ nonneg: 2 }, { free: 1, nonneg: 1 }]) {
      const answer = await solveConic({ ...input, cones }, { maxIterations: 2 });
      expect(answer.status).toEqual(['iterationLimit']);
      const [a = NaN, b = NaN] = answer.x;
      expect(answer.objective[0]).toBeCloseTo(-a - 2 * b, 9);
      expect(Number.isFinite(answer.dualObjective[0])).toBe(true);
      expect(answer.merit[0]).toBeGreaterThan(1e-5);
      expect(answer.merit[0]).toBeLessThan(1);
    }
  });
});

describe('a batch of programs of which some have dependent rows', () => {
  const programs = [
    {
      matrix: [
        [1, 1, 0],
        [0, 1, 1],
      ],
      rhs: [1, 1],
    },
    {
      matrix: [
        [1, 1, 0],
        [2, 2, 0],
      ],
      rhs: [1, 2],
    },
    {
      matrix: [
        [1, 1, 0],
        [2, 2, 0],
      ],
      rhs: [1, 3],
    },
  ];
  const cost = [1, 2, 3];
  const batch: ConicInput = {
    batch: 3,
    cost,
    equality: { matrix: programs.map((p) => p.matrix), rhs: programs.map((p) => p.rhs) },
    cones: { nonneg: 3 },
  };
  it('each ends as alone', async () => {
    const together = await solveConic(batch);
    expect(together.status).toEqual(['optimal', 'optimal', 'infeasible']);
    for (const [i, equality] of programs.entries()) {
      const alone = await solveConic({ cost, equality, cones: { nonneg: 3 } });
      expect(alone.x).toEqual(together.x.slice(3 * i, 3 * i + 3));
      expect(alone.y).toEqual(together.y.slice(2 * i, 2 * i + 2));
    }
  });
  it('goes on from the state of its own answer', async () => {
    const first = await solveConic(batch);
    const again = await solveConic({ ...batch, cost: [1, 2.01, 3] }, { warmStart: first.state });
    expect(again.status).toEqual(['optimal', 'optimal', 'infeasible']);
    expect(again.iterations[0]).toBeLessThan(first.iterations[0] ?? 0);
    expect(again.iterations[1]).toBeLessThan(first.iterations[1] ?? 0);
  });
});
