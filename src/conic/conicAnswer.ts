import type { ConicStatus } from './status.ts';

/** Answers of a batch: n variables, m equality, p inequality and q constraint rows. Every array has the batch as its leading dimension. */
export interface ConicAnswer {
  /** One for each program of the batch. */
  readonly status: readonly ConicStatus[];
  /**
   * cost^T x, [batch]. Where the status is `iterationLimit` or `numericalError` it is that of the best iterate: read it beside the merit. NaN where the
   * program is infeasible or unbounded, or where no iterate is finite.
   */
  readonly objective: Float64Array;
  /** b^T y - h^T w - d^T v, [batch]; NaN where `objective` is. */
  readonly dualObjective: Float64Array;
  /**
   * Largest of the relative primal residual, dual residual and gap on the data as given, [batch]; for certificates their residual. It does not bound the
   * distance of x from an optimal x, and does not prove that a program has a feasible point (docs/numerics.md, "What the merit of solveConic bounds").
   */
  readonly merit: Float64Array;
  /** Interior-point iterations of all tries, [batch]. */
  readonly iterations: Int32Array;
  /** [batch, n]; a ray with cost^T x = -1 where unbounded. */
  readonly x: Float64Array;
  /** Multipliers of the equality rows, [batch, m]; 0 for a row that follows from others. */
  readonly y: Float64Array;
  /** Multipliers of the inequality rows, at least 0, [batch, p]; 0 for a row without a bound. */
  readonly w: Float64Array;
  /** Multipliers of the constraint rows, in the cones of their slacks, [batch, q]: second-order groups, then PSD groups. */
  readonly v: Float64Array;
  /** Slacks d - D x of the constraint rows, [batch, q]; -D x where x is a ray. */
  readonly slack: Float64Array;
  /**
   * Dual slack cost - A^T y + G^T w + D^T v in the dual cone, [batch, n]; without the cost where infeasible (there
   * b^T y - h^T w - d^T v = 1).
   */
  readonly z: Float64Array;
  /** Pass as `settings.warmStart` to solve a program of the same shape and sparsity from here. */
  readonly state: Float64Array;
}
