import { charge, costOf, NO_COST, type SolverCost, costFields } from '../solverCost.ts';
import { invariant } from '../../errors.ts';
import { solveInBatches } from '../../conic/batching.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import type { ConvergenceStep } from '../types.ts';
import { MAX_ALTERNATIONS, hasSettled } from './alternation.ts';
import { causedEchoes, type NetworkPoint, networkProgram, silentEchoes } from './networkPoint.ts';
import {
  type RelaxedDesign,
  crbOfTransmit,
  failedDesign,
  infeasibilityOf,
  sumOfRoots,
  transmitCovariances,
} from './relaxedDesign.ts';
import { isSolved } from '../../conic/status.ts';
import { solveWithRestart } from './solveWithRestart.ts';

interface Run extends SolverCost {
  readonly point: NetworkPoint;
  echo: readonly Float64Array[];
  warmStart: Float64Array | undefined;
  design: RelaxedDesign | null;
  /** Sum of RCRBs of the design, and of the latest iterate. */
  best: number;
  latest: number;
  iterations: number;
  readonly convergence: ConvergenceStep[];
}

/**
 * The designs `joint` and `capsFree` at fixed thresholds: one convex program of all BSs for each point, all points in one
 * batch. In CBF the echo covariances C_m alternate from C = sr2 I, until the sum of RCRBs changes by less than 1e-3, 20
 * programs at most; CoMP needs no alternation. The best of the iterates is the design, because with `frame` snapshots a
 * later one can be worse.
 */
export async function networkDesigns(
  points: readonly NetworkPoint[],
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  return solveInBatches(points, kindOf, async (batch, kind) =>
    kind === 'exact'
      ? (await import('./exactDesign.ts')).exactDesigns(batch, settings) // few studies need it
      : boundedDesigns(batch, settings),
  );
}

/** Designs for all errors of the ball change what their programs know of the errors from step to step. */
function kindOf({ task: { robustness, scenario } }: NetworkPoint): string {
  return robustness === 'exact' && scenario.csiErrorRadius > 0 ? 'exact' : '';
}

/** Designs whose programs bound the errors, or ignore them. */
async function boundedDesigns(points: readonly NetworkPoint[], settings: PrecodingSettings): Promise<RelaxedDesign[]> {
  const runs = points.map((point): Run => ({
    point,
    echo: silentEchoes(point.task),
    warmStart: undefined,
    design: null,
    best: Infinity,
    latest: Number.NaN,
    iterations: 0,
    convergence: [],
    ...NO_COST,
  }));
  let active = runs;
  for (let iteration = 1; active.length > 0; iteration++) {
    const programs = active.map(({ point, echo, warmStart }) => networkProgram(point, echo, warmStart));
    const solutions = await solveWithRestart(programs, settings);
    active = active.filter((run, i) => {
      const [program, solution] = [programs[i], solutions[i]];
      invariant(program && solution, 'every program has a solution');
      return advance(run, program, solution, iteration);
    });
  }
  return runs.map((run) => {
    invariant(run.design, 'every run ends with a design');
    const { iterations, convergence } = run;
    return isSolved(run.design.status) ? { ...run.design, ...costFields(run), iterations, convergence } : run.design;
  });
}

/** Takes a solution up; true when another program is needed. */
function advance(run: Run, program: PrecodingProgram, solution: PrecodingSolution, iteration: number): boolean {
  const { task, threshold } = run.point;
  charge(run, costOf([solution]));
  const { covariances } = solution;
  if (!isSolved(solution.status) || !covariances) {
    const infeasibility = infeasibilityOf(solution, threshold, null);
    run.design ??= failedDesign(task, solution.status, run, infeasibility);
    return false;
  }
  run.iterations = iteration;
  const transmit = transmitCovariances(task, covariances);
  const { cells } = task.scenario;
  const echo = task.scheme === 'BLP-CoMP' ? run.echo : causedEchoes(task, transmit);
  const crb = crbOfTransmit(task, transmit, echo);
  const { intraCell, interCell, coMP } = solution.interference;
  const heard = cells === 1 ? intraCell : interCell;
  run.convergence.push({ iteration, crb, sinr: threshold, interference: heard ?? coMP ?? Number.NaN });
  const value = sumOfRoots(crb);
  if (!run.design || value < run.best) {
    run.best = value;
    run.design = {
      status: solution.status,
      iterations: iteration,
      ...costFields(run),
      merit: solution.merit,
      covariances,
      crb,
      sinr: threshold,
      convergence: run.convergence,
      normalization: null,
      caps: null,
      last: () => [{ ...program, warmStart: solution.state }],
    };
  }
  const settled = iteration > 1 && hasSettled(run.latest, value);
  run.latest = value;
  if (task.scheme === 'BLP-CoMP' || cells === 1 || settled || iteration === MAX_ALTERNATIONS) return false;
  run.echo = echo;
  run.warmStart = solution.state;
  return true;
}
