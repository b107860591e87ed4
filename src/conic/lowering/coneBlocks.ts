import { hermitianEigen } from '../../linalg/hermitianEigen.ts';
import { symmetricEigen } from '../../linalg/symmetricEigen.ts';
import { norm } from '../../linalg/realVector.ts';
import { blockCoordinates, type BlockGroup, type ConeGroup } from './conicInput.ts';

/** One cone of a vector: all nonnegative coordinates in a row, a second-order cone or a PSD block. Each is its own dual. */
export interface ConeBlock {
  readonly kind: 'nonneg' | 'secondOrder' | 'psd';
  /** First coordinate. */
  readonly from: number;
  /** Number of coordinates. */
  readonly width: number;
  /** Order of a PSD block. */
  readonly order: number;
  /** Whether a PSD block is real symmetric. */
  readonly real: boolean;
}

/** What a product of cones is made of, in the order of its coordinates. */
export interface ConeSizes {
  readonly nonneg: number;
  readonly secondOrder: readonly ConeGroup[];
  readonly psd: readonly Required<BlockGroup>[];
}

/** The cones of a vector, the first coordinate of the first one at `from`; nonnegative coordinates are cones of width 1. */
export function coneBlocks(sizes: ConeSizes, from: number): ConeBlock[] {
  const out: ConeBlock[] = [];
  let at = from;
  const add = (kind: ConeBlock['kind'], width: number, order = 0, real = true): void => {
    out.push({ kind, from: at, width, order, real });
    at += width;
  };
  for (let i = 0; i < sizes.nonneg; i++) add('nonneg', 1);
  for (const { size, count } of sizes.secondOrder) for (let i = 0; i < count; i++) add('secondOrder', size);
  for (const { size, count, real } of sizes.psd)
    for (let i = 0; i < count; i++) add('psd', blockCoordinates(size, real), size, real);
  return out;
}

/** Coordinates that are nonnegative in every point of the cones: each one alone, the head of a second-order cone, the diagonal of a PSD block. */
export function nonnegativeCoordinates(blocks: readonly ConeBlock[]): number[] {
  return blocks.flatMap(({ kind, from, order }) =>
    Array.from({ length: kind === 'psd' ? order : 1 }, (_, i) => from + i),
  );
}

/** Replaces the coordinates of one cone by the nearest point of the cone; returns the distance to it. */
function projectOntoCone(block: ConeBlock, vector: Float64Array): number {
  const v = vector.subarray(block.from, block.from + block.width);
  if (block.kind === 'nonneg') {
    const [value = 0] = v;
    v[0] = Math.max(0, value);
    return Math.max(0, -value);
  }
  return block.kind === 'secondOrder' ? projectSecondOrder(v) : projectPsd(block, v);
}

/** How far a vector is outside the product of cones: the distance to it. */
export function distanceToCones(blocks: readonly ConeBlock[], vector: Float64Array): number {
  const copy = vector.slice();
  return Math.hypot(...blockDistances(blocks, copy));
}

/** Moves a vector into the product of cones and returns the distance that each block moved. */
export function blockDistances(blocks: readonly ConeBlock[], vector: Float64Array): number[] {
  return blocks.map((block) => projectOntoCone(block, vector));
}

/** (t, v) to the nearest point with norm(v) <= t. */
function projectSecondOrder(v: Float64Array): number {
  const head = v[0] ?? 0;
  const body = v.subarray(1);
  const size = norm(body);
  if (size <= head) return 0;
  if (size <= -head) {
    const distance = norm(v);
    v.fill(0);
    return distance;
  }
  const half = 0.5 * (head + size);
  for (let i = 0; i < body.length; i++) body[i] = ((body[i] as number) / size) * half;
  v[0] = half;
  return Math.SQRT1_2 * (size - head);
}

/** Drops the negative part of the spectrum. */
function projectPsd({ order: n, real }: ConeBlock, v: Float64Array): number {
  const half = (n * (n - 1)) / 2;
  const parts = real ? 1 : 2;
  const matrix = new Float64Array(parts * n * n);
  for (let i = 0, t = n; i < n; i++) {
    matrix[parts * (i * n + i)] = v[i] as number;
    for (let j = 0; j < i; j++, t++) {
      const [lower, upper] = [parts * (i * n + j), parts * (j * n + i)];
      matrix[lower] = matrix[upper] = Math.SQRT1_2 * (v[t] as number);
      if (real) continue;
      const im = Math.SQRT1_2 * (v[t + half] as number);
      matrix[lower + 1] = im;
      matrix[upper + 1] = -im;
    }
  }
  const { values, vectors } = (real ? symmetricEigen : hermitianEigen)(matrix, n);
  let distance = 0;
  values.forEach((value, k) => {
    if (!(value < 0)) return;
    distance += value ** 2;
    const u = vectors.subarray(k * parts * n, (k + 1) * parts * n);
    for (let i = 0, t = n; i < n; i++) {
      const [ar, ai] = [u[parts * i] as number, real ? 0 : (u[2 * i + 1] as number)];
      v[i] = (v[i] as number) - value * (ar * ar + ai * ai);
      for (let j = 0; j < i; j++, t++) {
        const [br, bi] = [u[parts * j] as number, real ? 0 : (u[2 * j + 1] as number)];
        v[t] = (v[t] as number) - Math.SQRT2 * value * (ar * br + ai * bi);
        if (!real) v[t + half] = (v[t + half] as number) - Math.SQRT2 * value * (ai * br - ar * bi);
      }
    }
  });
  return Math.sqrt(distance);
}
