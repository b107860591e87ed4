import { svec } from '../../src/conic/cones/hermitianPsd.ts';
import type { ConeSizes } from '../../src/conic/cones/productCone.ts';
import { randomArray, type Random } from './testRandom.ts';

/**
 * Pairs (x, z) in a cone and its dual with x^T z = 0. `strict`: x + z is in the interior; `degenerate`: it is not
 * (at least one coordinate, cone or eigenvalue has x = z = 0).
 */
export type Complementarity = 'strict' | 'degenerate';
export interface ConePair {
  readonly x: Float64Array;
  readonly z: Float64Array;
}

export function nonnegativePair(n: number, kind: Complementarity, next: Random): ConePair {
  const x = new Float64Array(n);
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (kind === 'degenerate' && i === 0) continue;
    const side = i % 2 === 0 ? x : z;
    side[i] = 1.5 + next();
  }
  return { x, z };
}

/** A boundary point (norm(v), v) scaled to norm(v) about 1. */
function boundaryPoint(n: number, next: Random): Float64Array {
  const p = randomArray(n, next);
  p[0] = 0;
  p[0] = Math.hypot(...p) || 1;
  return p;
}

/** Cone number `index` decides which of x = 0, z = 0 or both on the boundary it is. */
export function secondOrderPair(n: number, index: number, kind: Complementarity, next: Random): ConePair {
  const x = new Float64Array(n);
  const z = new Float64Array(n);
  if (index % 3 === 1 || n === 1) {
    const inside = boundaryPoint(n, next);
    inside[0] = (inside[0] ?? 0) + 0.5;
    (index % 2 === 0 ? x : z).set(inside);
    return { x, z };
  }
  const p = boundaryPoint(n, next);
  x.set(p);
  if (kind === 'degenerate') return { x, z };
  const scale = 1.5 + next();
  p.forEach((v, i) => {
    z[i] = i === 0 ? scale * v : -scale * v;
  });
  return { x, z };
}

/** Hermitian matrices [n, n, 2] with a common random eigenbasis; x has the first `rank` eigenvalues, z the others. */
export function hermitianPair(n: number, rank: number, kind: Complementarity, next: Random): ConePair {
  const basis = unitary(n, next);
  const x = new Float64Array(2 * n * n);
  const z = new Float64Array(2 * n * n);
  basis.forEach((q, k) => {
    if (kind === 'degenerate' && k === rank) return;
    addOuter(n, k < rank ? x : z, q, 1.5 + next());
  });
  return { x, z };
}

/** A point of the product cone, blocks as svec, with eigenvalues from 0.5 on, those of the blocks up to 2.5. */
export function interiorPoint({ nonneg, secondOrder, psd }: ConeSizes, next: Random): Float64Array {
  const out: number[] = Array.from({ length: nonneg }, () => 1.5 + next());
  for (const n of secondOrder) {
    const body = randomArray(n - 1, next);
    out.push(Math.hypot(...body) + 1.5 + next(), ...body);
  }
  for (const n of psd) {
    const vector = new Float64Array(n * n);
    svec(n, hermitianPair(n, n, 'strict', next).x, vector);
    out.push(...vector);
  }
  return Float64Array.from(out);
}

function addOuter(n: number, m: Float64Array, q: Float64Array, scale: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [a, b, c, d] = [q[2 * i] ?? 0, q[2 * i + 1] ?? 0, q[2 * j] ?? 0, q[2 * j + 1] ?? 0];
      const at = 2 * (i * n + j);
      m[at] = (m[at] ?? 0) + scale * (a * c + b * d);
      m[at + 1] = (m[at + 1] ?? 0) + scale * (b * c - a * d);
    }
}

/** Orthonormal complex vectors by Gram-Schmidt, twice for accuracy. */
function unitary(n: number, next: Random): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let k = 0; k < n; k++) {
    const q = randomArray(2 * n, next);
    for (let pass = 0; pass < 2; pass++)
      for (const p of basis) {
        let re = 0;
        let im = 0;
        for (let i = 0; i < 2 * n; i += 2) {
          re += (p[i] ?? 0) * (q[i] ?? 0) + (p[i + 1] ?? 0) * (q[i + 1] ?? 0);
          im += (p[i] ?? 0) * (q[i + 1] ?? 0) - (p[i + 1] ?? 0) * (q[i] ?? 0);
        }
        for (let i = 0; i < 2 * n; i += 2) {
          q[i] = (q[i] ?? 0) - (re * (p[i] ?? 0) - im * (p[i + 1] ?? 0));
          q[i + 1] = (q[i + 1] ?? 0) - (re * (p[i + 1] ?? 0) + im * (p[i] ?? 0));
        }
      }
    const size = Math.hypot(...q);
    basis.push(q.map((v) => v / size));
  }
  return basis;
}
