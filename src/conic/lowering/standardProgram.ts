import type { ConeSizes } from './coneBlocks.ts';

/** Coefficients of one row by column. */
export type SparseRow = ReadonlyMap<number, number>;

/** One program: minimise cost^T x subject to rows x = rhs, x = [free | nonneg | second-order cones | PSD blocks]. */
export interface StandardProgram {
  /** Number of variables. */
  readonly n: number;
  /** Number of free variables, the first ones. */
  readonly free: number;
  readonly cones: ConeSizes;
  readonly rows: readonly SparseRow[];
  readonly rhs: Float64Array;
  readonly cost: Float64Array;
}

/**
 * A program that follows from a larger one, and the way back. `homogeneous` asks for the way of a certificate: a ray solves the rows with right-hand
 * side 0, a proof of infeasibility solves the dual with cost 0.
 */
export interface Reduction {
  readonly program: StandardProgram;
  /** x of the larger program from x of the smaller one. */
  primal(x: Float64Array, homogeneous: boolean): Float64Array;
  /** Multipliers of the rows of the larger program from those of the smaller one. */
  dual(y: Float64Array, homogeneous: boolean): Float64Array;
  /** x of the larger program with rows x = 0, free variables alone, and cost^T x = -1: it has no finite optimum if it has a point. */
  readonly ray: Float64Array | null;
  /** Multipliers y of the larger program with A^T y = 0 and rhs^T y = 1: it has no point. */
  readonly proof: Float64Array | null;
}

/** The sum of coefficient times value. */
export function rowTimes(row: SparseRow, x: Float64Array): number {
  let s = 0;
  for (const [j, a] of row) s += a * (x[j] as number);
  return s;
}

/** out += factor * row. */
export function addRow(row: SparseRow, factor: number, out: Float64Array): void {
  if (factor === 0) return;
  for (const [j, a] of row) out[j] = (out[j] as number) + factor * a;
}

/** 2-norm, without overflow or underflow. */
export function rowNorm(row: SparseRow): number {
  let s = 0;
  for (const v of row.values()) s += v * v;
  return s > 1e-200 && s < 1e200 ? Math.sqrt(s) : scaledNorm([...row.values()]);
}

/** 2-norm of numbers of any size. */
export function scaledNorm(values: ArrayLike<number> & Iterable<number>): number {
  let plain = 0;
  for (let i = 0; i < values.length; i++) plain += (values[i] as number) ** 2;
  if (plain > 1e-200 && plain < 1e200) return Math.sqrt(plain);
  let largest = 0;
  for (const v of values) largest = Math.max(largest, Math.abs(v));
  if (largest === 0 || largest === Infinity) return largest;
  let s = 0;
  for (const v of values) s += (v / largest) ** 2;
  return largest * Math.sqrt(s);
}

/** Largest size of a scaled right-hand side: a factor that would lead beyond it is held back. */
const LARGEST_RHS = 1e150;

/** The power of two that brings rows of this norm near 1: exact, so that duplicate rows stay duplicates. */
export function rowFactor(norm: number, largestRhs: number): number {
  if (!(norm > 0)) return 1;
  const factor = 2 ** Math.max(-1000, Math.min(1000, -Math.round(Math.log2(norm))));
  return factor * largestRhs > LARGEST_RHS ? 1 : factor;
}
