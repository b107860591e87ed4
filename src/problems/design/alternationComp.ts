import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { isSolved } from '../../conic/status.ts';
import { charge, costOf, costFields } from '../solverCost.ts';
import {
  alternate,
  type AlternationRun,
  CRB_SLACK,
  FREE_CRB,
  INTERFERENCE_FLOOR,
  newRun,
  SMALLEST_SINR,
} from './alternation.ts';
import { formFields } from './formFields.ts';
import { paperNormalization } from './normalization.ts';
import {
  type BlockTask,
  type RelaxedDesign,
  crbOfTransmit,
  failedDesign,
  noPrograms,
  infeasibilityOf,
  isSensingFree,
  programFields,
  rhoOf,
  sumOfRoots,
  transmitCovariances,
} from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';

interface Run extends AlternationRun {
  coMP: number;
  solution: PrecodingSolution | null;
  /** The program of `solution`. */
  last: PrecodingProgram | null;
  crb: Float64Array;
  warmB: Float64Array | undefined;
}

/**
 * Algorithm 1 for BLP-CoMP (`design: paper`) over all tasks at once: A (P2.A) from I_comp = Imax, B (P2.B) for
 * f* (1 + 1e-5) and g*, until the sum of RCRBs (rho = 0: g) changes by less than 1e-3, 20 iterations at most; then a last
 * A with the final I_comp. No echo covariance alternates.
 */
export async function alternateComp(
  tasks: readonly BlockTask[],
  tighten: number,
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const normalization = await paperNormalization(tasks, settings);
  const runs = tasks.map((task, i): Run => ({
    ...newRun(task, tighten, normalization[i]),
    coMP: task.scenario.maxInterference,
    solution: null,
    last: null,
    crb: new Float64Array(0),
    warmB: undefined,
  }));
  await alternate(runs, {
    stepA: (active) => stepA(active, settings),
    stepB: (active) => stepB(active, settings),
    watched,
  });
  return runs.map(result);
}

/** What the stop rule watches: the sum of RCRBs, or g where the CRB is left free. */
function watched(run: Run): number {
  if (!run.solution) return Number.NaN;
  return isSensingFree(run.task) ? run.solution.sinr : sumOfRoots(run.crb);
}

/** A of every run. Returns the runs whose program was solved; the others keep their last one. */
async function stepA(runs: readonly Run[], settings: PrecodingSettings): Promise<Run[]> {
  const solutions = await solveWithRestart(runs.map(programA), settings);
  return runs.filter((run, i) => {
    const solution = solutions[i];
    charge(run, costOf(solution ? [solution] : []));
    if (!solution || !isSolved(solution.status) || !solution.covariances) {
      if (run.solution) return false;
      run.failure = solution?.status ?? 'numericalError';
      if (solution) run.infeasibility = infeasibilityOf(solution, run.threshold, null);
      return false;
    }
    run.last = { ...programA(run), warmStart: solution.state };
    run.solution = solution;
    run.crb = crbOfTransmit(run.task, transmitCovariances(run.task, solution.covariances));
    run.convergence.push({
      iteration: run.convergence.length + 1,
      crb: run.crb,
      sinr: solution.sinr,
      interference: run.coMP,
    });
    return true;
  });
}

/** B of every run, and its I_comp. */
async function stepB(runs: readonly Run[], settings: PrecodingSettings): Promise<void> {
  const solutions = await solveWithRestart(runs.map(programB), settings);
  runs.forEach((run, i) => {
    const solution = solutions[i];
    charge(run, costOf(solution ? [solution] : []));
    if (!solution || !isSolved(solution.status)) return;
    const { noisePower, maxInterference } = run.task.scenario;
    run.warmB = solution.state;
    const floor = Math.min(maxInterference, INTERFERENCE_FLOOR * noisePower);
    run.coMP = Math.min(maxInterference, Math.max(floor, solution.interference.coMP ?? 0));
  });
}

function programA({ task, threshold, normalization, coMP, solution }: Run): PrecodingProgram {
  return {
    ...programFields(task),
    problem: 'P2.A',
    ...formFields(rhoOf(task), threshold, normalization, 0),
    interference: { coMP },
    ...(solution ? { warmStart: solution.state } : {}),
  };
}

function programB(run: Run): PrecodingProgram {
  const { task, solution } = run;
  const largest = solution ? Math.max(...solution.crb) : Number.NaN;
  return {
    ...programFields(task),
    problem: 'P2.B',
    form: 'threshold',
    threshold: Math.max(solution?.sinr ?? Number.NaN, SMALLEST_SINR),
    crbCap: isSensingFree(task) ? FREE_CRB : largest * (1 + CRB_SLACK),
    ...(run.warmB ? { warmStart: run.warmB } : {}),
  };
}

function result(run: Run): RelaxedDesign {
  const { task, solution, last, failure, infeasibility, iterations, convergence, normalization } = run;
  if (failure !== null || !solution) return failedDesign(task, failure ?? 'numericalError', run, infeasibility);
  const { status, merit, covariances, sinr, interference } = solution;
  return {
    ...costFields(run),
    status,
    iterations,
    merit,
    covariances,
    sinr,
    convergence,
    normalization,
    crb: isSensingFree(task) ? run.crb.map(() => Number.NaN) : run.crb,
    caps: {
      intraCell: new Float64Array(0),
      interCell: Number.NaN,
      coMP: interference.coMP ?? Number.NaN,
      leakage: new Float64Array(0),
    },
    last: last ? () => [last] : noPrograms,
  };
}
