import { parseConicInput, type ConicInput, type ParsedInput, type ParsedRows } from './lowering/conicInput.ts';
import { embedConic } from './lowering/embedConic.ts';
import type { ConicSettings } from './solution.ts';
import { solveProgram } from './solve.ts';
import type { ConicStatus } from './status.ts';

/** Answers of a batch; every array has the batch as its leading dimension. */
export interface ConicAnswer {
  /** One for each program of the batch. */
  readonly status: readonly ConicStatus[];
  /** cost^T x, [batch]; NaN unless optimal or almostOptimal. */
  readonly objective: Float64Array;
  /** b^T y - h^T w, [batch]; NaN unless optimal or almostOptimal. */
  readonly dualObjective: Float64Array;
  /** Largest relative residual or gap, [batch]; for certificates their residual. */
  readonly merit: Float64Array;
  /** Interior-point iterations, [batch]. */
  readonly iterations: Int32Array;
  /** [batch, n]; a ray with cost^T x = -1 where unbounded. */
  readonly x: Float64Array;
  /** Multipliers of the equality rows, [batch, m]. */
  readonly y: Float64Array;
  /** Multipliers of the inequality rows, at least 0, [batch, p]. */
  readonly w: Float64Array;
  /** Dual slack cost - A^T y + G^T w in the dual cone, [batch, n]; without the cost where infeasible (there b^T y - h^T w = 1). */
  readonly z: Float64Array;
  /** Pass as `settings.warmStart` to solve a program of the same shape and sparsity from here. */
  readonly state: Float64Array;
}

/**
 * Solves a batch of cone programs of one shape:
 *
 *     minimise cost^T x   subject to   A x = b,   G x <= h,   x = [free | nonneg | second-order cones | PSD blocks] in the cones,
 *     maximise b^T y - h^T w   subject to   cost - A^T y + G^T w = z in the dual cone (0 | nonneg | same | same),   w >= 0.
 *
 * Each field is shared by the batch or given per program; matrices are dense, row-major, flat or nested. A homogeneous
 * self-dual interior-point method in float64; every program ends in its own status, and bad numerics never throw.
 *
 * @example The largest eigenvalue of [[2, 1], [1, 2]]: maximise tr(C X) with tr(X) = 1. In svec coordinates (X11, X22, sqrt(2) X21):
 * ```ts
 * const { objective } = await solveConic({
 *   cost: [-2, -2, -Math.SQRT2],
 *   equality: { matrix: [[1, 1, 0]], rhs: [1] },
 *   cones: { psd: [{ size: 2, count: 1, real: true }] },
 * }); // objective[0] = -3
 * ```
 * @param input cost [n] or [batch, n]; matrices [m, n] or [batch, m, n]; right-hand sides [m] or [batch, m].
 * @param settings tolerance on the merit (default 1e-8), maxIterations (default 60), warmStart (the `state` of an earlier answer).
 * @throws InputError on wrong shapes and numbers that are not finite.
 */
export async function solveConic(input: ConicInput, settings: ConicSettings = {}): Promise<ConicAnswer> {
  const parsed = parseConicInput(input);
  const embedded = embedConic(parsed);
  const solution = await solveProgram(embedded.program, settings);
  const { batch, equality, inequality } = parsed;
  const rows = equality.count + inequality.count;
  const y = new Float64Array(batch * equality.count);
  const w = new Float64Array(batch * inequality.count);
  for (let i = 0; i < batch; i++) {
    const all = solution.multipliers.subarray(i * rows, (i + 1) * rows);
    y.set(all.subarray(0, equality.count), i * equality.count);
    w.set(
      all.subarray(equality.count).map((v) => -v),
      i * inequality.count,
    );
  }
  const { status, objective, dualObjective, merit, iterations, state } = solution;
  return {
    status,
    objective,
    dualObjective,
    merit,
    iterations,
    x: embedded.variables(solution),
    y,
    w,
    z: dualSlack(parsed, status, y, w),
    state,
  };
}

function dualSlack(input: ParsedInput, status: readonly ConicStatus[], y: Float64Array, w: Float64Array): Float64Array {
  const { batch, n, cost } = input;
  const z = new Float64Array(batch * n);
  for (let i = 0; i < batch; i++) {
    const part = z.subarray(i * n, (i + 1) * n);
    if (status[i] !== 'infeasible') part.set(cost.values.subarray(cost.perProgram ? i * n : 0).subarray(0, n));
    subtractAdjoint(input.equality, i, n, y, 1, part);
    subtractAdjoint(input.inequality, i, n, w, -1, part);
  }
  return z;
}

/** part -= sign * matrix^T multipliers for program i. */
function subtractAdjoint(
  rows: ParsedRows,
  i: number,
  n: number,
  multipliers: Float64Array,
  sign: number,
  part: Float64Array,
): void {
  const from = rows.matrix.perProgram ? i * rows.count * n : 0;
  for (let r = 0; r < rows.count; r++) {
    const f = sign * (multipliers[i * rows.count + r] as number);
    for (let j = 0; j < n; j++) part[j] = (part[j] as number) - f * (rows.matrix.values[from + r * n + j] as number);
  }
}
