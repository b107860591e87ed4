import type { SolverPath } from './solverPath.ts';

import type { ConicStatus } from './status.ts';

/** Result of a batch; every array has the batch as its leading dimension. */
export interface ConicSolution {
  /** One for each program of the batch. */
  readonly status: readonly ConicStatus[];
  /** Primal objective c^T x, [batch]; NaN unless optimal or almostOptimal. */
  readonly objective: Float64Array;
  /** Dual objective b^T y, [batch]; NaN unless optimal or almostOptimal. */
  readonly dualObjective: Float64Array;
  /** max of the relative primal residual, dual residual and gap on unscaled data, [batch]; for certificates their residual. */
  readonly merit: Float64Array;
  /** Interior-point iterations, [batch]. */
  readonly iterations: Int32Array;
  /** Arithmetic that led to each answer, [batch]. */
  readonly path: readonly SolverPath[];
  /** Scalar columns of x, [batch, scalarColumns(shape)]. */
  readonly scalars: Float64Array;
  /** PSD blocks of x, one array per group, [batch, count, size, size, 2]; no array with `scalarsOnly`. */
  readonly psd: readonly Float64Array[];
  /** Multipliers of the global rows, [batch, rows] (a certificate when infeasible). */
  readonly multipliers: Float64Array;
  /** Opaque state for a warm start of a program of the same shape, [batch, stateSize]; empty with `scalarsOnly`. */
  readonly state: Float64Array;
}

/** Options of one batched solve. */
export interface ConicSettings {
  /**
   * Stop when merit is below this (default 1e-8), and call that `optimal`. A tolerance below 1e-8 is striven for: what ends between the two is `optimal` too.
   * Below 1e-9 answers are centred as well, so that x itself and not its objective alone is determined (docs/decisions/0018).
   */
  readonly tolerance?: number;
  /** Default 60. */
  readonly maxIterations?: number;
  /** State of an earlier solution of the same shape: start from 0.99 of it + 0.01 of the unit. Rows of NaN start cold. */
  readonly warmStart?: Float64Array;
  /**
   * The warm start is an answer of lower precision: go on from it itself (1e-4 of the unit keeps it inside the cones), in more than float32, below 1e-9 in
   * float64. Default false.
   */
  readonly finish?: boolean;
}

/** Options of `solveProgram`. */
export interface ProgramSettings extends ConicSettings {
  /**
   * Only statuses, objectives, multipliers and scalar columns are asked for: `psd` and `state`, most of an answer, are neither read back nor kept, and are
   * empty. Default false.
   */
  readonly scalarsOnly?: boolean;
}
