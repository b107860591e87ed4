import { leastPrecise, type SolverPath } from '../../conic/solverPath.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import type { Certificate } from '../../model/certificates/certificate.ts';
import type { ConvergenceStep, Normalization } from '../types.ts';
import { CRB_SLACK, FREE_CRB, INTERFERENCE_FLOOR, MAX_ALTERNATIONS, SMALLEST_SINR, hasSettled } from './alternation.ts';
import { paperNormalization, UNNORMALIZED } from './normalization.ts';
import {
  type BlockTask,
  type RelaxedDesign,
  crbOfTransmit,
  failedDesign,
  hasOneBeam,
  infeasibilityOf,
  isSensingFree,
  sumOfRoots,
  tightenedThreshold,
  transmitCovariances,
} from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';

interface Run {
  readonly task: BlockTask;
  readonly threshold: number;
  readonly normalization: Normalization | null;
  coMP: number;
  solution: PrecodingSolution | null;
  /** The program of `solution`. */
  last: PrecodingProgram | null;
  crb: Float64Array;
  warmB: Float64Array | undefined;
  iterations: number;
  solverIterations: number;
  solverPath: SolverPath;
  failure: ConicStatus | null;
  infeasibility: readonly Certificate[];
  readonly convergence: ConvergenceStep[];
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
  const runs = tasks.map((task, i): Run => {
    const { pair, failed, solverIterations, solverPath } = normalization[i] ?? UNNORMALIZED;
    return {
      task,
      threshold: tightenedThreshold(task, tighten),
      normalization: pair,
      coMP: task.scenario.maxInterference,
      solution: null,
      last: null,
      crb: new Float64Array(0),
      warmB: undefined,
      iterations: 0,
      solverIterations,
      solverPath,
      failure: failed,
      infeasibility: [],
      convergence: [],
    };
  });
  let active = runs.filter((r) => r.failure === null);
  const last: Run[] = [];
  for (let iteration = 1; active.length > 0; iteration++) {
    const before = new Map(active.map((r) => [r, watched(r)]));
    const done = await stepA(active, settings);
    for (const run of done) run.iterations = iteration;
    await stepB(done, settings);
    active = [];
    for (const run of done) {
      const settled = iteration > 1 && hasSettled(before.get(run) ?? Number.NaN, watched(run));
      (settled || iteration === MAX_ALTERNATIONS ? last : active).push(run);
    }
  }
  await stepA(last, settings);
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
    run.solverIterations += solution?.iterations ?? 0;
    run.solverPath = leastPrecise([run.solverPath, solution?.path ?? 'float64']);
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
    run.solverIterations += solution?.iterations ?? 0;
    run.solverPath = leastPrecise([run.solverPath, solution?.path ?? 'float64']);
    if (!solution || !isSolved(solution.status)) return;
    const { noisePower, maxInterference } = run.task.scenario;
    run.warmB = solution.state;
    const floor = Math.min(maxInterference, INTERFERENCE_FLOOR * noisePower);
    run.coMP = Math.min(maxInterference, Math.max(floor, solution.interference.coMP ?? 0));
  });
}

function programA(run: Run): PrecodingProgram {
  const { task, normalization, solution } = run;
  const form: Partial<PrecodingProgram> =
    task.form.kind === 'threshold'
      ? { threshold: run.threshold }
      : {
          rho: task.form.rho,
          nfr: normalization?.nfr[0] ?? Number.NaN,
          nfc: normalization?.nfc[0] ?? Number.NaN,
        };
  return {
    ...common(task),
    problem: 'P2.A',
    form: task.form.kind,
    ...form,
    interference: { coMP: run.coMP },
    ...(solution ? { warmStart: solution.state } : {}),
  };
}

function programB(run: Run): PrecodingProgram {
  const { task, solution } = run;
  const largest = solution ? Math.max(...solution.crb) : Number.NaN;
  return {
    ...common(task),
    problem: 'P2.B',
    form: 'threshold',
    threshold: Math.max(solution?.sinr ?? Number.NaN, SMALLEST_SINR),
    crbCap: isSensingFree(task) ? FREE_CRB : largest * (1 + CRB_SLACK),
    ...(run.warmB ? { warmStart: run.warmB } : {}),
  };
}

function common(
  task: BlockTask,
): Pick<PrecodingProgram, 'scheme' | 'robustness' | 'scenario' | 'realization' | 'oneBeam'> {
  const { scheme, robustness, scenario, realization } = task;
  return { scheme, robustness, scenario, realization, oneBeam: hasOneBeam(task) };
}

function result(run: Run): RelaxedDesign {
  const { task, solution, failure, infeasibility, solverIterations, solverPath } = run;
  if (failure !== null || !solution)
    return failedDesign(task, failure ?? 'numericalError', solverIterations, solverPath, infeasibility);
  return {
    status: solution.status,
    iterations: run.iterations,
    solverIterations,
    solverPath,
    merit: solution.merit,
    covariances: solution.covariances,
    crb: isSensingFree(task) ? run.crb.map(() => Number.NaN) : run.crb,
    sinr: solution.sinr,
    convergence: run.convergence,
    normalization: run.normalization,
    caps: {
      intraCell: new Float64Array(0),
      interCell: Number.NaN,
      coMP: solution.interference.coMP ?? Number.NaN,
      leakage: new Float64Array(0),
    },
    last: run.last ? [run.last] : [],
  };
}
