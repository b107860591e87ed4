import { stack } from '../../linalg/stack.ts';
import { finalSettings } from '../searchSettings.ts';
import { solveGroups } from '../solveGroups.ts';
import { charge, costOf, type SolverCost, costFields } from '../solverCost.ts';
import { echoCovariance, noiseCovariance } from '../../model/echoCovariance.ts';
import { sensingOfCovariances } from '../../model/crb.ts';
import type { Certificate } from '../../model/certificates/certificate.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import type { ConvergenceStep, Normalization } from '../types.ts';
import { SMALLEST_SINR } from '../design/alternation.ts';
import { formFields } from '../design/formFields.ts';
import { type Normalized, UNNORMALIZED } from '../design/normalization.ts';
import { firstProgram } from './firstProgram.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import type { SymbolTask } from './symbolTask.ts';

/** Relaxed SLP-CBF design at one common interference level: R, x and C of every BS. */
export interface RelaxedCbf extends SolverCost {
  status: ConicStatus;
  readonly interference: number;
  /** NFR and NFC of every BS; null in the threshold form. */
  readonly normalization: Normalization | null;
  /** C_m, [bs] of [rx][rx][2]. */
  echo: readonly Float64Array[];
  solutions: readonly SymbolLevelSolution[];
  /** What its next programs start from, [bs]; empty: they start cold. */
  states: readonly Float64Array[];
  /** CRB of every BS with the echo covariances that the relaxation causes, rad^2, [bs]; the bound. */
  crb: Float64Array;
  merit: number;
  readonly steps: ConvergenceStep[];
  /** Why it is infeasible; absent where it is not. */
  infeasibility?: readonly Certificate[];
}

/** g that every BS's users have: the threshold, or c^2 of its weighted program, [bs]. */
export function sinrOfBs(s: SymbolTask, solutions: readonly SymbolLevelSolution[]): number[] {
  return solutions.map(({ amplitude }) => (s.rho === null ? s.threshold : Math.max(SMALLEST_SINR, amplitude ** 2)));
}

/**
 * A run before its first programs.
 *
 * @param near a run of the same channels, at another level or threshold, whose echo covariances and states it starts from. Default: those of noise alone, and cold.
 */
export function startCbf(
  s: SymbolTask,
  interference: number,
  normalized: Normalized = UNNORMALIZED,
  near?: RelaxedCbf,
): RelaxedCbf {
  const { scenario } = s.task;
  return {
    status: normalized.failed ?? 'iterationLimit',
    interference,
    normalization: normalized.pair,
    echo: near?.echo ?? Array.from({ length: scenario.cells }, () => noiseCovariance(scenario)),
    solutions: [],
    states: near?.states ?? [],
    crb: new Float64Array(scenario.cells).fill(Number.NaN),
    merit: 0,
    steps: [],
    ...costFields(normalized),
  };
}

/** P3.A of BS `bs` with the sensing cut. */
export function programA(s: SymbolTask, run: RelaxedCbf, bs: number): SymbolLevelProgram {
  const program = firstProgram(s, bs, {
    interference: { symbolLevel: run.interference },
    sensingCut: true,
    echoCovariance: run.echo[bs] as Float64Array,
    ...(run.states[bs] ? { warmStart: run.states[bs] } : {}),
  });
  return { ...program, ...formFields(s.rho, s.threshold, run.normalization, bs) };
}

/**
 * One A for every BS of every run as one batch; C follows from the new covariances. A run whose first A fails takes that status;
 * a later failure keeps the last good iterate.
 *
 * @returns which runs advanced.
 */
export async function advanceCbf(
  tasks: readonly SymbolTask[],
  runs: readonly RelaxedCbf[],
  settings: InnerSettings,
): Promise<boolean[]> {
  const solutions = await solveGroups(
    runs.map((run, i) => run.echo.map((_, bs) => programA(tasks[i] as SymbolTask, run, bs))),
    (programs) => solveSymbolLevelPrograms(programs, settings),
  );
  return runs.map((run, i) => {
    const { scenario, realization } = (tasks[i] as SymbolTask).task;
    const own = solutions[i] ?? [];
    charge(run, costOf(own));
    const failed = own.find((s) => !isSolved(s.status));
    if (failed) {
      if (run.solutions.length === 0) {
        run.status = failed.status;
        run.merit = failed.merit;
      }
      return false;
    }
    const covariances = stack(own.map((s) => s.covariance as Float64Array));
    run.solutions = own;
    run.states = own.map((solution) => solution.state);
    run.status = own.every((s) => s.status === 'optimal') ? 'optimal' : 'almostOptimal';
    run.merit = Math.max(...own.map((s) => s.merit));
    run.echo = run.echo.map((_, bs) => echoCovariance(scenario, realization, bs, covariances));
    run.crb = sensingOfCovariances(scenario, realization, covariances).crb;
    run.steps.push({
      iteration: run.steps.length + 1,
      crb: run.crb,
      sinr: Math.min(...sinrOfBs(tasks[i] as SymbolTask, own)),
      interference: run.interference,
    });
    return true;
  });
}

/**
 * Runs of a search once more, to the tolerance that designs are claimed at: their next A, with the echo covariances that they cause. A run whose A fails stays as it is.
 *
 * @returns new runs, charged with all of their programs.
 */
export async function finishCbf(
  tasks: readonly SymbolTask[],
  runs: readonly RelaxedCbf[],
  settings: InnerSettings,
): Promise<RelaxedCbf[]> {
  const finished = runs.map((run) => ({ ...run, steps: [...run.steps] }));
  await advanceCbf(tasks, finished, finalSettings(settings));
  return finished;
}
