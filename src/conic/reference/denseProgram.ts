import type { ConeSizes } from '../cones/productCone.ts';

/** One program with explicit data: minimise c^T x subject to A x = b, x in the cones. */
export interface DenseProgram {
  readonly m: number;
  readonly n: number;
  /** [m, n] row-major. */
  readonly A: Float64Array;
  /** [m] */
  readonly b: Float64Array;
  /** [n] */
  readonly c: Float64Array;
  readonly cones: ConeSizes;
}
