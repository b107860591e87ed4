import { productCone, type ConeSizes } from '../../src/conic/cones/productCone.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import { hermitianPair, nonnegativePair, secondOrderPair } from './conePoints.ts';
import { svec } from '../../src/conic/cones/hermitianPsd.ts';
import { explicitProgram } from './explicitProgram.ts';
import { randomArray, testRandom, type Random } from './testRandom.ts';

/** Programs that are infeasible, unbounded, degenerate or badly scaled by construction, with explicit data. */
export const MIXED: ConeSizes = { nonneg: 6, secondOrder: [3, 5], psd: [3, 4] };

export interface KnownExplicit {
  readonly program: ConicProgram;
  readonly optimum: number;
}

const inner = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * (b[i] ?? NaN), 0);
const dimension = (cones: ConeSizes): number => productCone(cones).dimension;

/** unit + a small random vector: inside every cone used here. */
function interiorPoint(cones: ConeSizes, next: Random): Float64Array {
  const cone = productCone(cones);
  const x = new Float64Array(cone.dimension);
  cone.unit(x);
  return x.map((v) => v + 0.1 * next());
}

function complementaryPair(cones: ConeSizes, next: Random): { x: Float64Array; z: Float64Array } {
  const pairs = [nonnegativePair(cones.nonneg, 'strict', next)];
  cones.secondOrder.forEach((n, k) => pairs.push(secondOrderPair(n, k, 'strict', next)));
  for (const n of cones.psd) {
    const { x, z } = hermitianPair(n, 1, 'strict', next);
    const vectors = { x: new Float64Array(n * n), z: new Float64Array(n * n) };
    svec(n, x, vectors.x);
    svec(n, z, vectors.z);
    pairs.push(vectors);
  }
  return {
    x: Float64Array.from(pairs.flatMap((p) => [...p.x])),
    z: Float64Array.from(pairs.flatMap((p) => [...p.z])),
  };
}

const randomRows = (m: number, n: number, next: Random): Float64Array[] =>
  Array.from({ length: m }, () => randomArray(n, next));

function combine(rows: readonly Float64Array[], y: Float64Array): Float64Array {
  const out = new Float64Array(rows[0]?.length ?? 0);
  rows.forEach((row, i) => {
    row.forEach((v, j) => (out[j] = (out[j] ?? 0) + (y[i] ?? NaN) * v));
  });
  return out;
}

function known(cones: ConeSizes, A: readonly Float64Array[], next: Random): KnownExplicit {
  const { x, z } = complementaryPair(cones, next);
  const y = randomArray(A.length, next);
  const b = Float64Array.from(A, (row) => inner(row, x));
  const c = combine(A, y).map((v, j) => v + (z[j] ?? NaN));
  return { program: explicitProgram({ cones, A, b, c }), optimum: inner(c, x) };
}

/** Rows that are multiples and sums of others. */
export function redundantRows(seed: number): KnownExplicit {
  const next = testRandom(seed);
  const A = randomRows(6, dimension(MIXED), next);
  const sum = combine(A, Float64Array.from([1, -2, 0, 0, 3, 0]));
  return known(MIXED, [...A, sum, (A[2] ?? sum).map((v) => -3 * v), A[0] ?? sum], next);
}

/** Rows and cone blocks multiplied by factors between 1e-`decades` and 1e+`decades`. */
export function badlyScaled(seed: number, decades: number): KnownExplicit {
  const next = testRandom(seed);
  const cone = productCone(MIXED);
  const factor = (): number => 10 ** (decades * next());
  const columns = new Float64Array(cone.dimension);
  cone.blocks.forEach((block, k) => {
    const one = factor();
    cone.slice(columns, k).forEach((_, j, v) => (v[j] = block.separable ? factor() : one));
  });
  const A = randomRows(8, cone.dimension, next).map((row) => {
    const f = factor();
    return row.map((v, j) => v * f * (columns[j] ?? NaN));
  });
  return known(MIXED, A, next);
}

/** Feasible, but every feasible point has a singular block: tr(v v^H W) = 0 (primal), or every dual slack (dual). */
export function withoutInterior(seed: number, side: 'primal' | 'dual'): KnownExplicit {
  const next = testRandom(seed);
  const cones: ConeSizes = { nonneg: 4, secondOrder: [], psd: [4] };
  const n = dimension(cones);
  const A = randomRows(4, n, next);
  if (side === 'primal') {
    // the block's last eigenvector of z has no part of x, and its row forbids any
    const { x, z } = complementaryPair(cones, next);
    const forbidden = z.map((v, j) => (j < cones.nonneg ? 0 : v));
    const rows = [...A, forbidden];
    const y = randomArray(rows.length, next);
    const b = Float64Array.from(rows, (row) => inner(row, x));
    b[4] = 0;
    const c = combine(rows, y).map((v, j) => v + (z[j] ?? NaN));
    return { program: explicitProgram({ cones, A: rows, b, c }), optimum: inner(c, x) };
  }
  // every row vanishes on x0, a boundary ray that costs nothing: the dual slack is orthogonal to it, hence never interior
  const { x, z } = complementaryPair(cones, next);
  const ray = x.map((v, j) => (j < cones.nonneg ? 0 : v));
  const rows = A.map((row) => orthogonal(row, ray));
  const y = randomArray(rows.length, next);
  const b = Float64Array.from(rows, (row) => inner(row, x));
  const c = combine(rows, y).map((v, j) => v + (z[j] ?? NaN));
  return { program: explicitProgram({ cones, A: rows, b, c }), optimum: inner(c, x) };
}

function orthogonal(row: Float64Array, to: Float64Array): Float64Array {
  const f = inner(row, to) / inner(to, to);
  return row.map((v, j) => v - f * (to[j] ?? NaN));
}

/** There is y with -A^T y inside the cone and b^T y = 1. */
export function infeasibleProgram(seed: number, cones: ConeSizes): ConicProgram {
  const next = testRandom(seed);
  const A = randomRows(4, dimension(cones), next);
  const y = Float64Array.from([...randomArray(4, next), 1]);
  const z = interiorPoint(cones, next);
  const b = randomArray(5, next);
  b[4] = 1 - inner(b.subarray(0, 4), y.subarray(0, 4));
  A.push(combine(A, y).map((v, j) => -v - (z[j] ?? NaN)));
  return explicitProgram({ cones, A, b, c: randomArray(z.length, next) });
}

/** Feasible, and there is x inside the cone with A x = 0 and c^T x = -1. */
export function unboundedProgram(seed: number, cones: ConeSizes): ConicProgram {
  const next = testRandom(seed);
  const ray = interiorPoint(cones, next);
  const A = randomRows(4, ray.length, next).map((row) => orthogonal(row, ray));
  const feasible = interiorPoint(cones, next);
  const b = Float64Array.from(A, (row) => inner(row, feasible));
  const c = orthogonal(randomArray(ray.length, next), ray).map((v, j) => v - (ray[j] ?? NaN) / inner(ray, ray));
  return explicitProgram({ cones, A, b, c });
}
