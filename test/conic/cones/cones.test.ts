import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Cone } from '../../../src/conic/cones/cone.ts';
import { hermitianPsdCone, smat, svec } from '../../../src/conic/cones/hermitianPsd.ts';
import { nonnegativeCone } from '../../../src/conic/cones/nonnegative.ts';
import { productCone } from '../../../src/conic/cones/productCone.ts';
import { secondOrderCone } from '../../../src/conic/cones/secondOrder.ts';
import { randomArray, testRandom, type Random } from '../testRandom.ts';

/** What the tests know of a cone without asking it. */
interface Oracle {
  readonly make: () => Cone;
  /** Smallest eigenvalue in the Jordan algebra: positive inside the cone. */
  readonly margin: (x: Float64Array) => number;
  /** Inverse in the Jordan algebra. */
  readonly inverse: (x: Float64Array) => Float64Array;
}

/** Real embedding [[Re, -Im], [Im, Re]] of the Hermitian matrix behind svec coordinates. */
function embed(n: number, vector: Float64Array): Matrix {
  const m = new Float64Array(2 * n * n);
  smat(n, vector, m);
  return Matrix.zeros(2 * n, 2 * n).apply(function apply(this: Matrix, i, j) {
    const at = 2 * ((i % n) * n + (j % n));
    const [re, im] = [m[at] ?? NaN, m[at + 1] ?? NaN];
    this.set(i, j, i < n === j < n ? re : i < n ? -im : im);
  });
}

function fromEmbedding(n: number, e: Matrix): Float64Array {
  const m = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) m.set([e.get(i, j), e.get(n + i, j)], 2 * (i * n + j));
  const out = new Float64Array(n * n);
  svec(n, m, out);
  return out;
}

const tail = (x: Float64Array): number => Math.hypot(...x.subarray(1));
const secondOrder = (n: number): Oracle => ({
  make: () => secondOrderCone(n),
  margin: (x) => (x[0] ?? NaN) - tail(x),
  inverse: (x) => x.map((v, i) => (i === 0 ? v : -v) / ((x[0] ?? NaN) ** 2 - tail(x) ** 2)),
});
const psd = (n: number): Oracle => ({
  make: () => hermitianPsdCone(n),
  margin: (x) => Math.min(...new EigenvalueDecomposition(embed(n, x), { assumeSymmetric: true }).realEigenvalues),
  inverse: (x) => fromEmbedding(n, inverse(embed(n, x))),
});
const ORACLES: Record<string, Oracle> = {
  'nonnegative, 5': {
    make: () => nonnegativeCone(5),
    margin: (x) => Math.min(...x),
    inverse: (x) => x.map((v) => 1 / v),
  },
  'second-order, 1': secondOrder(1),
  'second-order, 2': secondOrder(2),
  'second-order, 7': secondOrder(7),
  'Hermitian, 1': psd(1),
  'Hermitian, 2': psd(2),
  'Hermitian, 6': psd(6),
};

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * (b[i] ?? NaN), 0);
const plus = (a: Float64Array, b: Float64Array, f = 1): Float64Array => a.map((v, i) => v + f * (b[i] ?? NaN));

/** A random point whose margin is between 0.05 and 1 of its size. */
function interior(cone: Cone, oracle: Oracle, next: Random): Float64Array {
  const unit = new Float64Array(cone.dimension);
  cone.unit(unit);
  const x = randomArray(cone.dimension, next);
  return plus(x, unit, 0.1 - oracle.margin(x));
}

function expectVector(actual: Float64Array, expected: Float64Array, digits = 10): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((v, i) => expect(actual[i]).toBeCloseTo(v, digits));
}

for (const [name, oracle] of Object.entries(ORACLES)) {
  const cone = oracle.make();
  const n = cone.dimension;
  const next = testRandom(n + name.length);
  const x = interior(cone, oracle, next);
  const z = interior(cone, oracle, next);
  const h = (u: Float64Array): Float64Array => {
    const out = new Float64Array(n);
    cone.applyH(u, out);
    return out;
  };
  const scaled = cone.scale(x, z);

  describe(`cone ${name}`, () => {
    it('takes an interior pair as its scaling point and refuses others', () => {
      expect(oracle.margin(x)).toBeGreaterThan(0);
      expect(scaled).toBe(true);
      const unit = new Float64Array(n);
      cone.unit(unit);
      const outside = plus(x, unit, -oracle.margin(x) - 1e-3);
      const other = oracle.make();
      expect(other.scale(outside, z)).toBe(false);
      expect(other.scale(x, outside)).toBe(false);
      expect(
        other.scale(
          x.map(() => NaN),
          z,
        ),
      ).toBe(false);
    });

    it('has a unit of norm sqrt(degree) that is its own inverse', () => {
      const unit = new Float64Array(n);
      cone.unit(unit);
      expect(dot(unit, unit)).toBeCloseTo(cone.degree, 14);
      expectVector(oracle.inverse(unit), unit);
    });

    it('H maps z to x, and is symmetric and positive definite', () => {
      expectVector(h(z), x);
      for (let trial = 0; trial < 5; trial++) {
        const [u, v] = [randomArray(n, next), randomArray(n, next)];
        expect(dot(u, h(v))).toBeCloseTo(dot(v, h(u)), 10);
        expect(dot(u, h(u))).toBeGreaterThan(0);
      }
    });

    it('the complementarity right-hand side is sigma mu z^-1 - x without a direction', () => {
      const out = new Float64Array(n);
      cone.complementarity(0.3, null, out);
      expectVector(
        out,
        plus(
          oracle.inverse(z).map((v) => 0.3 * v),
          x,
          -1,
        ),
      );
    });

    it('an exact step to x o z = sigma mu satisfies dx + H dz = right-hand side with its own second-order term', () => {
      const newZ = interior(cone, oracle, next);
      const newX = oracle.inverse(newZ).map((v) => 0.3 * v);
      const dx = plus(newX, x, -1);
      const dz = plus(newZ, z, -1);
      const out = new Float64Array(n);
      cone.complementarity(0.3, { dx, dz }, out);
      expectVector(out, plus(dx, h(dz)), 8);
    });

    it('the largest step ends on the boundary of x or of z', () => {
      for (let trial = 0; trial < 5; trial++) {
        const [dx, dz] = [randomArray(n, next), randomArray(n, next)];
        const step = cone.maxStep(dx, dz);
        if (step === Infinity) {
          expect(Math.min(oracle.margin(dx), oracle.margin(dz))).toBeGreaterThanOrEqual(0);
          continue;
        }
        const margin = Math.min(oracle.margin(plus(x, dx, step)), oracle.margin(plus(z, dz, step)));
        expect(Math.abs(margin)).toBeLessThan(1e-9 * (1 + step));
      }
      expect(cone.maxStep(x, z)).toBe(Infinity);
      expect(cone.maxStep(plus(x, x, -2), z)).toBeCloseTo(1, 10);
      expect(cone.maxStep(x, plus(z, z, -3))).toBeCloseTo(0.5, 10);
    });

    it('adds C H C^T to the rows that it is given', () => {
      const rows = Int32Array.from([0, 2, 3]);
      const coefficients = randomArray(3 * n, next);
      coefficients.fill(0, n, n + Math.floor(n / 2));
      const gram = new Float64Array(16).fill(1);
      cone.addGram(coefficients, rows, gram, 4);
      const row = (i: number): Float64Array => coefficients.subarray(i * n, (i + 1) * n);
      const expected = new Float64Array(16).fill(1);
      for (let i = 0; i < 3; i++)
        for (let k = 0; k <= i; k++) expected[4 * (rows[i] ?? NaN) + (rows[k] ?? NaN)] = 1 + dot(row(i), h(row(k)));
      expectVector(gram, expected);
    });
  });
}

describe('Nesterov-Todd scaling of the second-order cone', () => {
  it('is an automorphism: H J H = (det x / det z) J', () => {
    const n = 5;
    const cone = secondOrderCone(n);
    const next = testRandom(3);
    const oracle = secondOrder(n);
    const [x, z] = [interior(cone, oracle, next), interior(cone, oracle, next)];
    cone.scale(x, z);
    const reflect = (u: Float64Array): Float64Array => u.map((v, i) => (i === 0 ? v : -v));
    const determinant = (u: Float64Array): number => (u[0] ?? NaN) ** 2 - tail(u) ** 2;
    const u = randomArray(n, next);
    const [once, twice] = [new Float64Array(n), new Float64Array(n)];
    cone.applyH(u, once);
    cone.applyH(reflect(once), twice);
    expectVector(
      twice,
      reflect(u).map((v) => (v * determinant(x)) / determinant(z)),
    );
  });
});

describe('svec', () => {
  it('is an isometry with inverse smat, and reads the Hermitian part', () => {
    const next = testRandom(4);
    for (const n of [1, 2, 5]) {
      const [a, b] = [randomArray(2 * n * n, next), randomArray(2 * n * n, next)];
      const [u, v, back] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(n * n)];
      svec(n, a, u);
      svec(n, b, v);
      const matrix = new Float64Array(2 * n * n);
      smat(n, u, matrix);
      svec(n, matrix, back);
      expectVector(back, u, 14);
      // tr(A B) of the embeddings counts every element twice
      expect(embed(n, u).mmul(embed(n, v)).trace() / 2).toBeCloseTo(dot(u, v), 12);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const [p, q] = [2 * (i * n + j), 2 * (j * n + i)];
          expect(matrix[p]).toBeCloseTo(((a[p] ?? NaN) + (a[q] ?? NaN)) / 2, 14);
          expect(matrix[p + 1]).toBeCloseTo(((a[p + 1] ?? NaN) - (a[q + 1] ?? NaN)) / 2, 14);
        }
    }
  });
});

describe('product of cones', () => {
  it('adds dimensions and degrees, orders the blocks and takes the smallest step', () => {
    const cone = productCone({ nonneg: 2, secondOrder: [3], psd: [2] });
    expect([cone.dimension, cone.degree]).toEqual([9, 5]);
    const unit = new Float64Array(9);
    cone.unit(unit);
    expect([...unit]).toEqual([1, 1, 1, 0, 0, 1, 1, 0, 0]);
    expect(cone.scale(unit, unit)).toBe(true);
    const d = new Float64Array(9);
    expect(cone.maxStep(d, d)).toBe(Infinity);
    d.set([-0.5, 0, 0, 0, 1, 0, 0, 4 * Math.SQRT2, 0]);
    // rates 1/2, 1 and 4
    expect(cone.maxStep(d, new Float64Array(9))).toBeCloseTo(0.25, 12);
    expect(cone.maxStep(new Float64Array(9), d)).toBeCloseTo(0.25, 12);
    expect(cone.scale(unit, d)).toBe(false);
  });
});
