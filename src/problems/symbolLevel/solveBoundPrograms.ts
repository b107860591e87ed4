import type { ProgramShape } from '../../solver/program.ts';
import type { ConicSettings } from '../../solver/solution.ts';
import { solveScaled } from '../solveScaled.ts';
import type { SolverPath } from '../../solver/solverPath.ts';
import type { ConicStatus } from '../../solver/status.ts';
import type { BoundProgram } from './boundProgram.ts';
import { type RecordedBound, recordBound } from './recordBound.ts';
import { stackRecorded } from './stackRecorded.ts';
import { robustRadius } from './symbolLinks.ts';

/** Merit that bound programs strive for: a bound is deflated in proportion to it. */
const BOUND_TOLERANCE = 1e-9;

/** Outcome of one bound program. */
export interface BoundSolution {
  readonly status: ConicStatus;
  /** Bound in rad^2 on the BS's CRB, or on the sum: the deflated dual objective; NaN unless solved. */
  readonly bound: number;
  /** The dual objective itself, rad^2. */
  readonly dual: number;
  /** The primal objective, rad^2. */
  readonly primal: number;
  readonly iterations: number;
  readonly path: SolverPath;
}

/** Shapes by key: programs of one key record the same pattern. */
const shapes = new Map<string, ProgramShape>();

/** Solves bound programs, those of one shape as one batch, and returns their bounds in the order of the programs. */
export async function solveBoundPrograms(
  programs: readonly BoundProgram[],
  settings: ConicSettings = {},
): Promise<BoundSolution[]> {
  const groups = new Map<string, number[]>();
  const recorded = programs.map(recordBound);
  programs.forEach((p, i) => {
    const key = shapeKey(p, recorded[i] as RecordedBound);
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  const solutions: BoundSolution[] = [];
  for (const [key, group] of groups) {
    const own = group.map((i) => recorded[i] as RecordedBound);
    const solved = await solveGroup(key, own, settings);
    solved.forEach((s, j) => {
      solutions[group[j] as number] = s;
    });
  }
  return solutions;
}

/** Rows and weights count the times, which phases off the PSK grid can make more. */
function shapeKey({ task: { task, comp, pskOrder }, bs, capped }: BoundProgram, recorded: RecordedBound): string {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const { rhs, psd } = recorded;
  const sizes = [cells, usersPerCell, txAntennas, pskOrder, rhs.length, psd.weights.length];
  return [comp, bs === null, capped, robustRadius(task) > 0, ...sizes].join('/');
}

async function solveGroup(
  key: string,
  recorded: readonly RecordedBound[],
  settings: ConicSettings,
): Promise<BoundSolution[]> {
  const [first] = recorded;
  if (!first) return [];
  const shape = shapes.get(key) ?? first.shape;
  shapes.set(key, shape);
  const program = { shape, data: stackRecorded(recorded) };
  const solution = await solveScaled(program, { ...settings, tolerance: BOUND_TOLERANCE });
  const norms = squaredNorms(recorded.length, [solution.scalars, ...solution.psd]);
  return recorded.map(({ crb, entries }, b) => {
    const dual = solution.dualObjective[b] as number;
    const norm = Math.sqrt(norms[b] as number);
    const error = dualError(solution.merit[b] as number, normOfCost(shape, entries), norm);
    return {
      status: solution.status[b] ?? 'numericalError',
      bound: crb(dual - error),
      dual: crb(dual),
      primal: crb(solution.objective[b] as number),
      iterations: solution.iterations[b] as number,
      path: solution.path[b] ?? 'float64',
    };
  });
}

/**
 * How far the dual objective may lie above the optimum. With A x = b, z in the dual cone and r = c - A^T y - z, c^T x = b^T y + z^T x + r^T x >= b^T y - norm(r) norm(x)
 * at the optimum x, whose norm the solver's x has to its own accuracy; the merit says that norm(r) <= merit (1 + norm(c)).
 */
function dualError(merit: number, costNorm: number, norm: number): number {
  return merit * (1 + costNorm) * (1 + norm);
}

/** Norm of the objective's coefficients, which all belong to scalar columns here. */
function normOfCost({ entryRow, rows }: ProgramShape, entries: readonly number[]): number {
  return Math.hypot(...entries.filter((_, e) => entryRow[e] === rows));
}

/** Sums of squares over arrays with a leading batch dimension, [batch]. */
function squaredNorms(batch: number, arrays: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(batch);
  for (const a of arrays) {
    const each = a.length / batch;
    for (let b = 0; b < batch; b++)
      for (let i = b * each; i < (b + 1) * each; i++) sums[b] = (sums[b] as number) + (a[i] as number) ** 2;
  }
  return sums;
}
