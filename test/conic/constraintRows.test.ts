import { describe, expect, it } from 'vitest';
import { svec } from '../../src/conic/cones/hermitianPsd.ts';
import type { ConicInput } from '../../src/conic/lowering/conicInput.ts';
import { solveConic } from '../../src/conic/solveConic.ts';
import { leastEigenvalue } from './certify.ts';
import { randomArray, testRandom } from './testRandom.ts';

const DIGITS = 6;

function expectClose(actual: Float64Array, expected: readonly number[], digits = DIGITS): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((v, i) => expect(actual[i]).toBeCloseTo(v, digits));
}

describe('constraint rows in second-order cones', () => {
  it('the point of a line next to another point: min t with norm(x - p) <= t on x1 + x2 = 1', async () => {
    // p = (2, 3): distance |2 + 3 - 1| / sqrt(2), at (0, 1)
    const answer = await solveConic({
      cost: [0, 0, 1],
      equality: { matrix: [[1, 1, 0]], rhs: [1] },
      constraints: {
        secondOrder: [
          {
            size: 3,
            count: 1,
            matrix: [
              [0, 0, -1],
              [-1, 0, 0],
              [0, -1, 0],
            ],
            rhs: [0, -2, -3],
          },
        ],
      },
      cones: { free: 3 },
    });
    expect(answer.status).toEqual(['optimal']);
    const distance = 2 * Math.SQRT2;
    expectClose(answer.objective, [distance]);
    expectClose(answer.slack, [distance, -2, -2], 4);
    // the multiplier is (1, unit vector from the point to the line) and prices the row
    expectClose(answer.v, [1, Math.SQRT1_2, Math.SQRT1_2]);
    expectClose(answer.y, [-Math.SQRT1_2]);
    expectClose(answer.z, [0, 0, 0]);
  });

  it('two cones of one group and variables in cones of their own', async () => {
    // min x1 + x2 with |x1 - 3| <= 1 and |x2 + 2| <= 5, x >= 0
    const answer = await solveConic({
      cost: [1, 1],
      constraints: {
        secondOrder: [
          {
            size: 2,
            count: 2,
            matrix: [
              [0, 0],
              [-1, 0],
              [0, 0],
              [0, -1],
            ],
            rhs: [1, -3, 5, 2],
          },
        ],
      },
      cones: { nonneg: 2 },
    });
    expect(answer.status).toEqual(['optimal']);
    expectClose(answer.x, [2, 0]);
    expectClose(answer.slack, [1, -1, 5, 2]);
    expectClose(answer.z, [0, 1]);
  });

  it('infeasible: the multipliers prove it', async () => {
    // norm(x - 3) <= 1 and x <= 1
    const answer = await solveConic({
      cost: [1],
      inequality: { matrix: [[1]], rhs: [1] },
      constraints: { secondOrder: [{ size: 2, count: 1, matrix: [[0], [-1]], rhs: [1, -3] }] },
      cones: { free: 1 },
    });
    expect(answer.status).toEqual(['infeasible']);
    const [w = NaN] = answer.w;
    const [head = NaN, body = NaN] = answer.v;
    expect(w).toBeGreaterThan(0);
    expect(head).toBeGreaterThanOrEqual(Math.abs(body));
    expect(w - body).toBeCloseTo(0, DIGITS); // G^T w + D^T v = 0
    expect(-w - head + 3 * body).toBeCloseTo(1, DIGITS); // - h^T w - d^T v = 1
  });

  it('unbounded: the ray stays in the cone', async () => {
    const answer = await solveConic({
      cost: [-1, 0],
      constraints: {
        secondOrder: [
          {
            size: 2,
            count: 1,
            matrix: [
              [0, -1],
              [-1, 0],
            ],
            rhs: [1, 2],
          },
        ],
      },
      cones: { free: 2 },
    });
    expect(answer.status).toEqual(['unbounded']);
    const [a = NaN, b = NaN] = answer.x;
    expect(a).toBeCloseTo(1, 9);
    expect(b).toBeGreaterThan(1 - 1e-7);
    expectClose(answer.slack, [b, a], 9);
  });
});

/** Coefficients of the Hermitian matrix [n, n, 2] as a column of constraint rows. */
function column(n: number, matrix: Float64Array): Float64Array {
  const out = new Float64Array(n * n);
  svec(n, matrix, out);
  return out;
}

function hermitian(n: number, next: () => number): Float64Array {
  const matrix = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const [re, im] = [next(), i === j ? 0 : next()];
      matrix.set([re, im], 2 * (i * n + j));
      matrix.set([re, -im], 2 * (j * n + i));
    }
  return matrix;
}

describe('linear matrix inequalities', () => {
  it('the largest eigenvalue of each Hermitian matrix of a batch, and its eigenvector in the multiplier', async () => {
    const [n, batch] = [5, 4];
    const next = testRandom(3);
    const matrices = Array.from({ length: batch }, () => hermitian(n, next));
    const identity = Float64Array.from({ length: n * n }, (_, i) => (i < n ? 1 : 0));
    const answer = await solveConic({
      batch,
      cost: [1],
      constraints: {
        psd: [
          {
            size: n,
            count: 1,
            matrix: [...identity].map((v) => [-v]),
            rhs: matrices.map((m) => [...column(n, m)].map((v) => -v)),
          },
        ],
      },
      cones: { free: 1 },
    });
    matrices.forEach((m, i) => {
      expect(answer.status[i]).toBe('optimal');
      expect(answer.x[i]).toBeCloseTo(
        -leastEigenvalue(
          n,
          m.map((v) => -v),
        ),
        DIGITS,
      );
      // tr(V) = 1, tr(C V) the eigenvalue
      const v = answer.v.subarray(i * n * n, (i + 1) * n * n);
      expect(v.subarray(0, n).reduce((s, value) => s + value, 0)).toBeCloseTo(1, DIGITS);
      const priced = column(n, m).reduce((s, value, t) => s + value * (v[t] ?? NaN), 0);
      expect(priced).toBeCloseTo(answer.x[i] ?? NaN, DIGITS);
    });
  });

  it('the same optimum as with a slack block and equality rows, real and complex', async () => {
    for (const real of [true, false]) {
      const [n, m] = [6, 4];
      const width = real ? (n * (n + 1)) / 2 : n * n;
      const next = testRandom(real ? 8 : 9);
      const F = Array.from({ length: width }, () => [...randomArray(m, next)]);
      const F0 = Array.from({ length: width }, (_, i) => (i < n ? 3 : 0) + next());
      // bounded: the cost is F^T of a point inside the cone
      const inside = Array.from({ length: width }, (_, i) => (i < n ? 1 : 0.1 * next()));
      const cost = Array.from({ length: m }, (_, j) => -inside.reduce((s, v, r) => s + v * (F[r]?.[j] ?? NaN), 0));
      const rows = await solveConic({
        cost,
        constraints: { psd: [{ size: n, count: 1, real, matrix: F, rhs: F0 }] },
        cones: { free: m },
      });
      const slack: ConicInput = {
        cost: [...cost, ...F0.map(() => 0)],
        equality: { matrix: F.map((row, r) => [...row, ...F0.map((_, k) => (k === r ? 1 : 0))]), rhs: F0 },
        cones: { free: m, psd: [{ size: n, count: 1, real }] },
      };
      const byHand = await solveConic(slack);
      expect([rows.status, byHand.status]).toEqual([['optimal'], ['optimal']]);
      expect(rows.objective[0]).toBeCloseTo(byHand.objective[0] ?? NaN, DIGITS);
      expectClose(rows.x, [...byHand.x.subarray(0, m)], 3);
      expectClose(rows.slack, [...byHand.x.subarray(m)], 3);
    }
  });

  it('a flat matrix per program gives the bytes of nested ones', async () => {
    const matrix = [
      [[-1], [-1], [0]],
      [[-2], [-1], [0]],
    ];
    const rhs = [-2, -2, -Math.SQRT2];
    const group = { size: 2, count: 1, real: true };
    const nested = await solveConic({
      batch: 2,
      cost: [1],
      constraints: { psd: [{ ...group, matrix, rhs }] },
      cones: { free: 1 },
    });
    const flat = await solveConic({
      batch: 2,
      cost: [1],
      constraints: { psd: [{ ...group, matrix: Float64Array.from(matrix.flat(2)), rhs: Float64Array.from(rhs) }] },
      cones: { free: 1 },
    });
    expect(nested.status).toEqual(['optimal', 'optimal']);
    // [t - 2, -1; -1, t - 2] and [2 t - 2, -1; -1, t - 2] are singular there
    expectClose(nested.x, [3, (3 + Math.sqrt(3)) / 2]);
    expect(flat).toEqual(nested);
  });
});
