import { Matrix, solve as denseSolve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { svec } from '../../src/conic/cones/hermitianPsd.ts';
import { InputError } from '../../src/errors.ts';
import type { ConicInput } from '../../src/conic/lowering/conicInput.ts';
import { solveConic } from '../../src/conic/solveConic.ts';
import { leastEigenvalue } from './certify.ts';
import { randomArray, testRandom } from './testRandom.ts';

/** The merit 1e-8 in multiples of the size of these problems. */
const DIGITS = 6;

/** max x1 + 2 x2 with x1 + x2 <= 4, x1 + 3 x2 <= 6: vertex (3, 1), multipliers (1/2, 1/2). */
const linear: ConicInput = {
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

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((v, i) => expect(actual[i]).toBeCloseTo(v, DIGITS));
}

describe('solveConic finds known answers', () => {
  it('a linear program: vertex, multipliers of the rows and slack of the bounds', async () => {
    const answer = await solveConic(linear);
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.x, [3, 1]);
    expectClose(answer.w, [0.5, 0.5]);
    expectClose(answer.z, [0, 0]);
    expectClose(answer.objective, [-5]);
    expectClose(answer.dualObjective, [-5]);
  });

  it('equality rows and inequality rows together', async () => {
    // min x1 + 3 x2, x1 + x2 = 1, -x2 <= -1/4
    const answer = await solveConic({
      cost: [1, 3],
      equality: { matrix: [[1, 1]], rhs: [1] },
      inequality: { matrix: [[0, -1]], rhs: [-0.25] },
      cones: { nonneg: 2 },
    });
    expectClose(answer.x, [0.75, 0.25]);
    expectClose(answer.y, [1]);
    expectClose(answer.w, [2]);
  });

  it('the distance to an affine subspace, with free variables', async () => {
    const next = testRandom(1);
    const n = 6;
    const A = new Matrix(Array.from({ length: 3 }, () => [...randomArray(n, next)]));
    const p = [...randomArray(n, next)].map((v) => 3 * v);
    const b = [...randomArray(3, next)];
    const gap = A.mmul(Matrix.columnVector(p)).sub(Matrix.columnVector(b));
    const projection = A.transpose().mmul(denseSolve(A.mmul(A.transpose()), gap));
    // x free, (t, v) in the cone, x - v = p, A x = b
    const rows = A.to2DArray().map((row) => [...row, ...Array.from({ length: n + 1 }, () => 0)]);
    for (let i = 0; i < n; i++) {
      const row = Array.from({ length: 2 * n + 1 }, () => 0);
      row[i] = 1;
      row[n + 1 + i] = -1;
      rows.push(row);
    }
    const answer = await solveConic({
      cost: [...Array.from({ length: n }, () => 0), 1, ...Array.from({ length: n }, () => 0)],
      equality: { matrix: rows, rhs: [...b, ...p] },
      cones: { free: n, secondOrder: [{ size: n + 1, count: 1 }] },
    });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.objective, [projection.norm('frobenius')]);
    // the distance grows with the square of the error in x, so x has half the digits of the objective
    p.forEach((v, i) => expect(answer.x[i]).toBeCloseTo(v - projection.get(i, 0), 4));
    expectClose(
      answer.z.subarray(0, n),
      p.map(() => 0),
    );
  });

  it('free variables of very different size', async () => {
    // min t with norm(R x - d) <= t and G x <= h, in the variables x and in x / 10^(-3, 0, 3, ..)
    const next = testRandom(3);
    const [n, k, p] = [8, 11, 16];
    const R = Array.from({ length: k }, () => [...randomArray(n, next)]);
    const d = [...randomArray(k, next)];
    const G = Array.from({ length: p }, () => [...randomArray(n, next)]);
    const h = [...randomArray(p, next)].map((v) => 1 + v);
    const zeros = (length: number): number[] => Array.from({ length }, () => 0);
    const inUnits = (scale: (j: number) => number): ConicInput => ({
      cost: [...zeros(n), 1, ...zeros(k)],
      equality: {
        matrix: R.map((row, r) => [
          ...row.map((v, j) => v * scale(j)),
          0,
          ...zeros(k).map((_, i) => (i === r ? -1 : 0)),
        ]),
        rhs: d,
      },
      inequality: { matrix: G.map((row) => [...row.map((v, j) => v * scale(j)), ...zeros(k + 1)]), rhs: h },
      cones: { free: n, secondOrder: [{ size: k + 1, count: 1 }] },
    });
    const plain = await solveConic(inUnits(() => 1));
    const scaled = await solveConic(inUnits((j) => 10 ** (3 * ((j % 3) - 1))));
    expect([plain.status, scaled.status]).toEqual([['optimal'], ['optimal']]);
    expectClose(scaled.objective, [...plain.objective]);
  });

  it('the largest eigenvalue of a real symmetric and of a Hermitian matrix', async () => {
    const real = await solveConic({
      cost: [-2, -2, -Math.SQRT2],
      equality: { matrix: [[1, 1, 0]], rhs: [1] },
      cones: { psd: [{ size: 2, count: 1, real: true }] },
    });
    expectClose(real.objective, [-3]);
    expectClose(real.x, [0.5, 0.5, Math.SQRT1_2]);

    const n = 5;
    const next = testRandom(2);
    const matrix = new Float64Array(2 * n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const [re, im] = [next(), i === j ? 0 : next()];
        matrix.set([re, im], 2 * (i * n + j));
        matrix.set([re, -im], 2 * (j * n + i));
      }
    const cost = new Float64Array(n * n);
    svec(n, matrix, cost);
    const trace = cost.map((_, j) => (j < n ? 1 : 0));
    const answer = await solveConic({
      cost,
      equality: { matrix: trace, rhs: [1] },
      cones: { psd: [{ size: n, count: 1 }] },
    });
    expectClose(answer.objective, [leastEigenvalue(n, matrix)]);
    expectClose(answer.y, [leastEigenvalue(n, matrix)]);
  });

  it('the Lovasz number of the pentagon is sqrt(5)', async () => {
    const n = 5;
    const width = (n * (n + 1)) / 2;
    const at = (i: number, j: number): number => n + (i * (i - 1)) / 2 + j;
    const unit = (k: number): number[] => Array.from({ length: width }, (_, t) => (t === k ? 1 : 0));
    const edges = [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [4, 0],
    ] as const;
    const answer = await solveConic({
      cost: Array.from({ length: width }, (_, t) => (t < n ? -1 : -Math.SQRT2)),
      equality: {
        matrix: [Array.from({ length: width }, (_, t) => (t < n ? 1 : 0)), ...edges.map(([i, j]) => unit(at(i, j)))],
        rhs: [1, 0, 0, 0, 0, 0],
      },
      cones: { psd: [{ size: n, count: 1, real: true }] },
    });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.objective, [-Math.sqrt(5)]);
  });
});

describe('solveConic proves that there is no answer', () => {
  it('infeasible: A^T y <= 0 with b^T y = 1', async () => {
    const answer = await solveConic({
      cost: [1, 1],
      equality: { matrix: [[1, 2]], rhs: [-1] },
      cones: { nonneg: 2 },
    });
    expect(answer.status).toEqual(['infeasible']);
    expectClose(answer.y, [-1]);
    expectClose(answer.z, [1, 2]);
    expect(answer.objective[0]).toBeNaN();
  });

  it('infeasible inequality rows: w >= 0 with -h^T w = 1', async () => {
    const answer = await solveConic({
      cost: [0],
      inequality: { matrix: [[1], [-1]], rhs: [1, -2] },
      cones: { free: 1 },
    });
    expect(answer.status).toEqual(['infeasible']);
    expectClose(answer.w, [1, 1]);
  });

  it('unbounded: a ray with cost -1', async () => {
    const answer = await solveConic({
      cost: [-1, 0],
      equality: { matrix: [[1, -1]], rhs: [0] },
      cones: { nonneg: 2 },
    });
    expect(answer.status).toEqual(['unbounded']);
    expectClose(answer.x, [1, 1]);
  });
});

describe('solveConic batches', () => {
  const costs = [
    [-1, -2],
    [-2, -1],
    [-1, 0.5],
  ];
  it('shared rows and a cost for each program; flat and nested arrays give the same bytes', async () => {
    const nested = await solveConic({ ...linear, cost: costs, batch: 3 });
    const flat = await solveConic({
      cost: Float64Array.from(costs.flat()),
      inequality: {
        matrix: Float64Array.from([1, 1, 1, 3]),
        rhs: Float64Array.from([4, 6]),
        rows: 2,
      },
      cones: { nonneg: 2 },
      batch: 3,
    });
    expect(nested.status).toEqual(['optimal', 'optimal', 'optimal']);
    expectClose(nested.x, [3, 1, 4, 0, 4, 0]);
    expect(flat).toEqual(nested);
  });

  it('matrices for each program', async () => {
    const matrices = [
      [
        [1, 1],
        [1, 3],
      ],
      [
        [2, 1],
        [0, 1],
      ],
    ];
    const answer = await solveConic({
      ...linear,
      inequality: {
        matrix: matrices,
        rhs: [
          [4, 6],
          [4, 2],
        ],
      },
      batch: 2,
    });
    expectClose(answer.x, [3, 1, 1, 2]);
    expectClose(answer.objective, [-5, -5]);
  });

  it('starts from the state of an earlier answer', async () => {
    const first = await solveConic(linear);
    const again = await solveConic({ ...linear, cost: [-1, -2.01] }, { warmStart: first.state });
    const cold = await solveConic({ ...linear, cost: [-1, -2.01] });
    expect(again.status).toEqual(['optimal']);
    expect(again.iterations[0]).toBeLessThan(cold.iterations[0] ?? 0);
    expectClose(again.x, [3, 1]);
  });
});

describe('solveConic refuses', () => {
  const cases: Record<string, [ConicInput, string]> = {
    'a cost of the wrong length': [{ ...linear, cost: [1, 2, 3] }, 'cost: expected 2 elements, got 3'],
    'a flat cost of the wrong length': [
      { ...linear, cost: new Float64Array(3) },
      'cost: expected shape [2] or [1, 2], got 3 numbers',
    ],
    'a NaN': [{ ...linear, cost: [1, NaN] }, 'cost: expected finite numbers of at most 1e+120 in magnitude, got NaN'],
    'a ragged matrix': [
      { ...linear, inequality: { matrix: [[1, 1], [1]], rhs: [4, 6] } },
      'inequality.matrix: expected 2 elements, got 1',
    ],
    'a right-hand side of the wrong length': [
      { ...linear, equality: { matrix: [[1, 1]], rhs: [4, 6] } },
      'equality.rhs: expected 1 elements, got 2',
    ],
    'a flat matrix in a batch without its number of rows': [
      { ...linear, inequality: { matrix: new Float64Array(8), rhs: [4, 6] }, batch: 2 },
      'inequality.rows: expected the number of rows beside a flat matrix in a batch of 2, got none',
    ],
    'a batch of none': [{ ...linear, batch: 0 }, 'batch: expected an integer of at least 1, got 0'],
    'a cone of size 0': [
      { ...linear, cones: { secondOrder: [{ size: 0, count: 1 }] } },
      'cones.secondOrder[0].size: expected an integer of at least 1, got 0',
    ],
    'constraint rows of the wrong number': [
      {
        cost: [1],
        cones: { free: 1 },
        constraints: { psd: [{ size: 2, count: 1, real: true, matrix: [[1], [1]], rhs: [1, 1, 0] }] },
      },
      'constraints.psd[0].matrix: expected 3 elements, got 2',
    ],
    'a constraint cone of size 0': [
      { cost: [1], cones: { free: 1 }, constraints: { secondOrder: [{ size: 0, count: 1, matrix: [], rhs: [] }] } },
      'constraints.secondOrder[0].size: expected an integer of at least 1, got 0',
    ],
    'no variables': [{ ...linear, cones: {} }, 'cones: expected at least one variable, got none'],
  };
  for (const [what, [input, message]] of Object.entries(cases))
    it(what, async () => {
      await expect(solveConic(input)).rejects.toThrow(new InputError(message));
    });
});
