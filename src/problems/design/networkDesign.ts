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
import { ECHO_SHARES, isLimited, keepsCap, limitsOf } from './echoLimits.ts';
import { isSolved } from '../../conic/status.ts';
import { solveWithRestart } from './solveWithRestart.ts';

interface Run extends SolverCost {
  readonly point: NetworkPoint;
  echo: readonly Float64Array[];
  /** With a cap on the amplitudes: place in `ECHO_SHARES` of the program that is limited to a share of the echoes `settled`; -1 before it. */
  limit: number;
  settled: readonly Float64Array[];
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
 * later one can be worse. With a cap on the amplitudes an iterate that exceeds it with the echoes it causes itself counts only where no other keeps it; a last program, whose echoes are
 * limited to those of the last iterate, keeps it.
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
    limit: -1,
    settled: [],
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
    const programs = active.map(programOf);
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
    if (!run.design) run.design = failedDesign(task, solution.status, run, infeasibility);
    else if (run.design.keepsCap === false) return limitEchoes(run);
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
  // a limited program keeps it by its rows, to the tolerance of the search
  const kept = run.limit >= 0 || keepsCap(task, transmit, echo);
  const earlier = run.design?.keepsCap !== false;
  if (!run.design || (kept === earlier ? value < run.best : kept)) {
    run.best = value;
    run.design = {
      ...(kept ? {} : { keepsCap: false }),
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
  if (run.limit < 0) run.settled = echo;
  if (task.scheme === 'BLP-CoMP' || cells === 1 || run.limit >= 0) return false;
  const most = MAX_ALTERNATIONS - (isLimited(task) ? ECHO_SHARES.length : 0);
  if (settled || iteration >= most) return !kept && limitEchoes(run);
  run.echo = echo;
  run.warmStart = solution.state;
  return true;
}

/** Turns to the program that is limited to the next share of the echoes; false where all were tried. */
function limitEchoes(run: Run): boolean {
  run.limit++;
  const share = ECHO_SHARES[run.limit];
  if (share === undefined) return false;
  run.echo = limitsOf(run.point.task, run.settled, share);
  run.warmStart = undefined;
  return true;
}

function programOf({ point, echo, limit, warmStart }: Run): PrecodingProgram {
  return { ...networkProgram(point, echo, warmStart), ...(limit >= 0 ? { limitEchoes: true } : {}) };
}
