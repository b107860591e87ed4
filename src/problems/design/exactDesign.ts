import { solveInBatches } from '../../conic/batching.ts';
import { claimsNothing, isSolved } from '../../conic/status.ts';
import { invariant } from '../../errors.ts';
import { type ErrorJudgement, judgeErrors, MET, NO_ERRORS, roundTolerance } from '../errorRounds.ts';
import type { ErrorAxes } from '../errorAxes.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { finalSettings } from '../searchSettings.ts';
import { charge, costFields, costOf, NO_COST, type SolverCost } from '../solverCost.ts';
import type { ConvergenceStep } from '../types.ts';
import { hasSettled, MAX_ALTERNATIONS, MOST_STEPS } from './alternation.ts';
import { ECHO_SHARES, keepsCap, limitsOf } from './echoLimits.ts';
import { causedEchoes, type NetworkPoint, networkProgram, silentEchoes } from './networkPoint.ts';
import {
  crbOfTransmit,
  failedDesign,
  infeasibilityOf,
  type RelaxedDesign,
  sumOfRoots,
  transmitCovariances,
} from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';

/** Relative SINR that an iterate of the alternation may miss. The design itself misses 1e-7 at most. */
const LOOSE = 1e-3;

/** What a program starts from. */
interface Start {
  readonly echo: readonly Float64Array[];
  readonly axes: ErrorAxes;
  readonly warmStart: Float64Array | undefined;
  /** Margin of the solution that the axes come from. */
  readonly margin: number;
  /** More axes of that solution (`ErrorJudgement.wider`). */
  readonly wider: ErrorJudgement['wider'];
}

interface Run extends SolverCost {
  readonly point: NetworkPoint;
  start: Start;
  /** Round of the next program at its echoes. */
  round: number;
  /** The alternation has settled: the best of its iterates is solved until its rows miss no error. */
  refines: boolean;
  /** Programs are solved to the tolerance of the design. */
  isFine: boolean;
  alternations: number;
  /** Sum of RCRBs of the latest iterate. */
  latest: number;
  /** The best iterate, and where a program goes on from it. */
  best: { readonly value: number; readonly start: Start } | null;
  /** With a cap on the amplitudes (echoLimits.ts): place in `ECHO_SHARES` of the program that is limited to a share of the echoes `settled`; -1 before it. */
  limit: number;
  settled: readonly Float64Array[];
  /** The design that exceeds the cap with the echoes it causes, where no limited program has a solution. */
  exceeding: RelaxedDesign | null;
  design: RelaxedDesign | null;
  readonly convergence: ConvergenceStep[];
}

/**
 * Designs `joint` of robustness `exact` at fixed thresholds. The rows of a program hold for the errors along a few axes of each link, and its solution gives the axes of the
 * next one (`judgeErrors`). In CBF the echo covariances C_m alternate as with any robustness: at each of them programs follow each other until their rows miss less than 1e-3
 * of the SINR, and the best of the iterates goes on until they miss no error. It ends after 40 programs at most; without a solution that holds for all errors the
 * status is `iterationLimit`.
 */
export async function exactDesigns(
  points: readonly NetworkPoint[],
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const final = finalSettings(settings);
  const toleranceOf = ({ isFine, round, point }: Run): number =>
    isFine ? final.tolerance : roundTolerance(point.task.scheme, round, final.tolerance);
  const runs = points.map((point): Run => ({
    point,
    start: {
      echo: silentEchoes(point.task),
      axes: NO_ERRORS,
      warmStart: undefined,
      margin: Number.NaN,
      wider: () => null,
    },
    round: 1,
    refines: false,
    isFine: false,
    alternations: 0,
    latest: Number.NaN,
    best: null,
    limit: -1,
    settled: [],
    exceeding: null,
    design: null,
    convergence: [],
    ...NO_COST,
  }));
  for (;;) {
    const open = runs.filter((run) => run.design === null);
    if (open.length === 0) break;
    await solveInBatches(
      open,
      (run) => String(toleranceOf(run)),
      async (batch, tolerance) => {
        const programs = batch.map(programOf);
        const solutions = await solveWithRestart(programs, { ...settings, tolerance: Number(tolerance) });
        return batch.map((run, i) => advance(run, programs[i] as PrecodingProgram, solutions[i] as PrecodingSolution));
      },
    );
  }
  return runs.map((run) => {
    invariant(run.design, 'every run ends with a design');
    const { convergence } = run;
    return isSolved(run.design.status)
      ? { ...run.design, ...costFields(run), iterations: convergence.length, convergence }
      : run.design;
  });
}

function programOf({ point, limit, start: { echo, axes, warmStart } }: Run): PrecodingProgram {
  return { ...networkProgram(point, echo, warmStart), errorAxes: axes, ...(limit >= 0 ? { limitEchoes: true } : {}) };
}

/** Takes a solution up. */
function advance(run: Run, program: PrecodingProgram, solution: PrecodingSolution): void {
  const { task, threshold } = run.point;
  charge(run, costOf([solution]));
  const { covariances } = solution;
  if (!isSolved(solution.status) || !covariances) return fail(run, solution);
  run.round++;
  const transmit = transmitCovariances(task, covariances);
  const isAlone = task.scheme === 'BLP-CoMP' || task.scenario.cells === 1;
  const echo = isAlone ? run.start.echo : causedEchoes(task, transmit);
  const crb = crbOfTransmit(task, transmit, echo);
  const judged = judgeErrors(program, run.start.axes, covariances, run.start.margin);
  const sinr = threshold * (1 + Math.min(0, judged.margin));
  run.convergence.push({ iteration: run.convergence.length + 1, crb, sinr, interference: Number.NaN });
  if (run.refines && run.isFine && judged.margin >= -MET - tightening(run.point)) {
    const design = designOf(run, program, solution, covariances, crb);
    // a limited program keeps the cap by its rows
    if (run.limit >= 0 || keepsCap(task, transmit, echo)) run.design = design;
    else {
      run.exceeding = { ...design, keepsCap: false };
      run.settled = echo;
      limitEchoes(run);
    }
    return;
  }
  const next = nextStart(run.start, solution, judged);
  if (run.convergence.length >= MOST_STEPS) run.design = run.exceeding ?? failedDesign(task, 'iterationLimit', run);
  else if (run.refines || judged.margin < -LOOSE) run.start = next;
  else alternate(run, next, echo, sumOfRoots(crb), isAlone);
  run.isFine ||= run.refines;
}

/** Turns to the program that is limited to the next share of the echoes; where all were tried, the design exceeds the cap. */
function limitEchoes(run: Run): void {
  const share = ECHO_SHARES[++run.limit];
  if (share === undefined) run.design = run.exceeding;
  else run.start = { ...run.start, echo: limitsOf(run.point.task, run.settled, share), warmStart: undefined };
}

/** How much the threshold of the programs is above the one that the design claims, relative: so much the rows may miss. */
function tightening({ task: { form }, threshold }: NetworkPoint): number {
  return form.kind === 'threshold' ? threshold / form.threshold - 1 : 0;
}

/** Takes up an iterate of the alternation, whose rows miss little: the next one, or the best of all where they have settled. */
function alternate(run: Run, start: Start, echo: readonly Float64Array[], value: number, isAlone: boolean): void {
  if (!run.best || value < run.best.value) run.best = { value, start };
  const settled = run.alternations++ > 0 && hasSettled(run.latest, value);
  run.refines = isAlone || settled || run.alternations === MAX_ALTERNATIONS;
  run.latest = value;
  run.start = run.refines ? run.best.start : { ...start, echo };
}

/** The program at the same echoes that goes on from a solution; with as many axes it has the same shape. */
function nextStart({ echo, axes }: Start, { state }: PrecodingSolution, judged: ErrorJudgement): Start {
  const { next, margin, wider } = judged;
  return { echo, axes: next, warmStart: next.count === axes.count ? state : undefined, margin, wider };
}

/**
 * A program without a solution: a rough solve may call one infeasible that is not, one without any claim may have an answer along more axes, and an earlier
 * iterate may do.
 */
function fail(run: Run, solution: PrecodingSolution): void {
  const { task, threshold } = run.point;
  if (!run.isFine) {
    run.isFine = true;
    return;
  }
  const axes = claimsNothing(solution.status) ? run.start.wider(run.start.axes) : null;
  if (axes) {
    run.start = { ...run.start, axes, warmStart: undefined };
    return;
  }
  if (run.exceeding) {
    limitEchoes(run);
    return;
  }
  if (run.best && !run.refines) {
    run.refines = true;
    run.start = run.best.start;
    return;
  }
  run.design = failedDesign(task, solution.status, run, infeasibilityOf(solution, threshold, null));
}

function designOf(
  run: Run,
  program: PrecodingProgram,
  solution: PrecodingSolution,
  covariances: Float64Array,
  crb: Float64Array,
): RelaxedDesign {
  return {
    status: solution.status,
    iterations: run.convergence.length,
    ...costFields(run),
    merit: solution.merit,
    covariances,
    crb,
    sinr: run.point.threshold,
    convergence: run.convergence,
    normalization: null,
    caps: null,
    errorAxes: run.start.axes,
    last: () => [{ ...program, warmStart: solution.state }],
  };
}
