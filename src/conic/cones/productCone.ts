import type { Cone } from './cone.ts';
import { hermitianPsdCone } from './hermitianPsd.ts';
import { nonnegativeCone } from './nonnegative.ts';
import { secondOrderCone } from './secondOrder.ts';

/** Which cones a vector lies in, in this order. */
export interface ConeSizes {
  readonly nonneg: number;
  /** Dimension of each second-order cone. */
  readonly secondOrder: readonly number[];
  /** Order n of each Hermitian block (n^2 coordinates). */
  readonly psd: readonly number[];
}

/** The product of the cones; the same questions as of one cone, but for the Gram matrix, which goes block by block. */
export interface ProductCone extends Omit<Cone, 'addGram' | 'separable' | 'isInside'> {
  readonly blocks: readonly Cone[];
  /** First coordinate of each block. */
  readonly offsets: readonly number[];
  /** The slice of v that belongs to block k, without a copy. */
  slice(v: Float64Array, k: number): Float64Array;
  /** `maxStep` over the cones where it has a closed form, and `isInside` of the others. */
  maxClosedStep(dx: Float64Array, dz: Float64Array): number;
  isInside(a: number, dx: Float64Array, dz: Float64Array): boolean;
}

/** Builds R+^nonneg x second-order cones x Hermitian cones. */
export function productCone(sizes: ConeSizes): ProductCone {
  const blocks: Cone[] = [];
  if (sizes.nonneg > 0) blocks.push(nonnegativeCone(sizes.nonneg));
  for (const dimension of sizes.secondOrder) blocks.push(secondOrderCone(dimension));
  for (const order of sizes.psd) blocks.push(hermitianPsdCone(order));
  const offsets: number[] = [];
  let dimension = 0;
  let degree = 0;
  for (const block of blocks) {
    offsets.push(dimension);
    dimension += block.dimension;
    degree += block.degree;
  }
  const slice = (v: Float64Array, k: number): Float64Array => {
    const from = offsets[k] as number;
    return v.subarray(from, from + (blocks[k] as Cone).dimension);
  };
  const least = (dx: Float64Array, dz: Float64Array, own: (block: Cone) => boolean): number =>
    blocks.reduce(
      (step, block, k) => (own(block) ? Math.min(step, block.maxStep(slice(dx, k), slice(dz, k))) : step),
      Infinity,
    );
  return {
    blocks,
    offsets,
    dimension,
    degree,
    slice,
    unit: (out) => {
      blocks.forEach((block, k) => block.unit(slice(out, k)));
    },
    scale: (x, z) => blocks.every((block, k) => block.scale(slice(x, k), slice(z, k))),
    applyH: (u, out) => {
      blocks.forEach((block, k) => block.applyH(slice(u, k), slice(out, k)));
    },
    complementarity: (sigmaMu, affine, out) => {
      blocks.forEach((block, k) => {
        const part = affine ? { dx: slice(affine.dx, k), dz: slice(affine.dz, k) } : null;
        block.complementarity(sigmaMu, part, slice(out, k));
      });
    },
    maxStep: (dx, dz) => least(dx, dz, () => true),
    maxClosedStep: (dx, dz) => least(dx, dz, (block) => block.isInside === undefined),
    isInside: (a, dx, dz) => blocks.every((block, k) => block.isInside?.(a, slice(dx, k), slice(dz, k)) ?? true),
  };
}
