import type { BatchedNumbers, Numbers } from './numbers.ts';

/** Second-order cones of one dimension. */
export interface ConeGroup {
  /** Dimension, the head counted. */
  readonly size: number;
  /** Number of cones. */
  readonly count: number;
}

/** Positive semidefinite blocks of one order. */
export interface BlockGroup {
  /** Order. */
  readonly size: number;
  /** Number of blocks. */
  readonly count: number;
  /** Real symmetric instead of complex Hermitian. Default false. */
  readonly real?: boolean;
}

/** Cones of the variables, in the order of the vector x = [free | nonneg | second-order cones | PSD blocks]. */
export interface ConicCones {
  /** Number of free variables (default 0). */
  readonly free?: number;
  /** Number of nonnegative variables (default 0). */
  readonly nonneg?: number;
  /** Groups of `count` second-order cones {(t, v): norm(v) <= t} of dimension `size`, head first. */
  readonly secondOrder?: readonly ConeGroup[];
  /**
   * Groups of `count` positive semidefinite blocks of order `size` in svec coordinates (`svec`, `smat`): the diagonal, then sqrt(2) Re of the
   * whole strict lower triangle, row by row, then, unless `real`, sqrt(2) Im of it; size^2 numbers each, or size (size + 1) / 2 if `real`.
   */
  readonly psd?: readonly BlockGroup[];
}

/** Rows over x; `rows` is needed only where a flat `matrix` belongs to a batch of more than one program. */
export interface ConicRows {
  /** [m, n] or [batch, m, n]. */
  readonly matrix: Numbers;
  /** [m] or [batch, m]. */
  readonly rhs: Numbers;
  /** m. */
  readonly rows?: number;
}

/** Rows rhs - matrix x that have to lie in second-order cones. */
export interface ConeRows extends ConeGroup {
  /** [size * count, n] or [batch, size * count, n]. */
  readonly matrix: Numbers;
  /** [size * count] or [batch, size * count]. */
  readonly rhs: Numbers;
}

/** Rows rhs - matrix x that are the svec coordinates of positive semidefinite blocks: linear matrix inequalities. */
export interface BlockRows extends BlockGroup {
  /** [width * count, n] or [batch, width * count, n] with size^2 coordinates a block, size (size + 1) / 2 if `real`. */
  readonly matrix: Numbers;
  /** [width * count] or [batch, width * count]. */
  readonly rhs: Numbers;
}

/** Groups of constraint rows D x <= d in the order of a cone: the slack d - D x lies in second-order cones and PSD blocks. */
export interface ConicConstraints {
  /** Groups of `count` second-order cones of dimension `size`, the head of each first: norm of the other slacks at most the first. */
  readonly secondOrder?: readonly ConeRows[];
  /** Groups of `count` positive semidefinite blocks of order `size` in the coordinates of `cones.psd`. */
  readonly psd?: readonly BlockRows[];
}

/** A batch of programs: minimise cost^T x subject to equality, inequality and constraint rows and x in the cones. */
export interface ConicInput {
  /** [n] or [batch, n]. */
  readonly cost: Numbers;
  /** A x = b, default none. */
  readonly equality?: ConicRows;
  /** G x <= h, default none. A row with h of 1e20 or more is no bound and is left out. */
  readonly inequality?: ConicRows;
  /** d - D x in second-order cones and PSD blocks, default none. */
  readonly constraints?: ConicConstraints;
  /** Where x lives. */
  readonly cones: ConicCones;
  /** Number of programs (default 1). */
  readonly batch?: number;
}

/** Checked rows; none of them: count 0. */
export interface ParsedRows {
  readonly count: number;
  readonly matrix: BatchedNumbers;
  readonly rhs: BatchedNumbers;
}

/** A checked input with flat arrays, a copy of the caller's. */
export interface ParsedInput {
  readonly batch: number;
  /** Number of variables. */
  readonly n: number;
  readonly free: number;
  readonly nonneg: number;
  readonly secondOrder: readonly ConeGroup[];
  readonly psd: readonly Required<BlockGroup>[];
  readonly cost: BatchedNumbers;
  readonly equality: ParsedRows;
  readonly inequality: ParsedRows;
  /** The constraint rows of all groups, second-order cones first. */
  readonly constraints: ParsedRows;
  /** Their cones, in the order of their rows. */
  readonly constraintSecondOrder: readonly ConeGroup[];
  readonly constraintPsd: readonly Required<BlockGroup>[];
}

/** Number of svec coordinates of one block. */
export function blockCoordinates(size: number, real: boolean): number {
  return real ? (size * (size + 1)) / 2 : size * size;
}
