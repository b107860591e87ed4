import { solveInBatches } from '../conic/batching.ts';
import { iterationFlops } from '../conic/programCost.ts';
import { ALMOST_MERIT } from '../conic/settings.ts';
import { claimsNothing, isSolved } from '../conic/status.ts';
import { invariant } from '../errors.ts';
import { type ErrorJudgement, judgeErrors, MET, NO_ERRORS, roundTolerance } from './errorRounds.ts';
import type { ErrorAxes } from './errorAxes.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from './precodingProgram.ts';
import { blockProgramSize } from './programs/blockProgramSize.ts';
import { costOf } from './solverCost.ts';

/** Rounds at most. */
const MOST_ROUNDS = 20;
/** Where only bounds are asked for: what a program proves holds wherever it ends. */
const MOST_BOUND_ROUNDS = 6;
/** Fewer rounds are made where an iteration takes more than `LARGE` real operations. */
const FEW_BOUND_ROUNDS = 3;
const LARGE = 1e8;
/** Where only bounds are asked for a program ends when a round raised its optimum by less than this share. */
const RAISED = 1e-6;

/** SINR that the rows of the round before the last, fine ones may miss, relative. */
const LOOSE = 1e-4;

interface Run {
  readonly program: PrecodingProgram;
  /** Of the next solve; null where there is none. */
  axes: ErrorAxes | null;
  /** Number of the next solve. */
  round: number;
  /** The next solve is to the tolerance of the settings. */
  isFine: boolean;
  margin: number;
  /** More axes of the latest solution (`ErrorJudgement.wider`). */
  wider: ErrorJudgement['wider'];
  solution: PrecodingSolution | null;
  /** The solution is one, to some tolerance. */
  isProven: boolean;
}

/** The axes of the program that a state comes from: where a warm start begins. */
const axesOfState = new WeakMap<Float64Array, ErrorAxes>();

/**
 * Solves programs of robustness `exact`, whose SINR rows hold for all errors of the ball, by programs whose rows hold for the errors along a few axes of each link
 * (src/problems/rows/robustSinr.ts). These are relaxations: what they prove, bounds and infeasibility, holds for the program itself. The trust region
 * (src/model/worstErrors.ts) finds the worst error of every user at their solution, which gives the axes of the next round, until no error counts that the rows miss.
 * The axes of a round are those of the solution before, so that the rounds approach the solution as Newton's method does.
 */
export async function alongErrors(
  programs: readonly PrecodingProgram[],
  settings: PrecodingSettings,
  solve: (programs: readonly PrecodingProgram[], settings: PrecodingSettings) => Promise<PrecodingSolution[]>,
): Promise<PrecodingSolution[]> {
  const runs = programs.map((program): Run => {
    const known = program.warmStart && axesOfState.get(program.warmStart);
    const isFine = known !== undefined;
    return {
      program,
      axes: known ?? program.firstErrorAxes ?? NO_ERRORS,
      round: 1,
      isFine,
      margin: Number.NaN,
      wider: () => null,
      solution: null,
      isProven: false,
    };
  });
  const toleranceOf = ({ isFine, round, program: { scheme } }: Run): number | undefined =>
    isFine ? settings.tolerance : roundTolerance(scheme, round, settings.tolerance);
  for (;;) {
    const open = runs.filter((run) => run.axes !== null);
    if (open.length === 0) break;
    await solveInBatches(
      open,
      (run) => String(toleranceOf(run)),
      async (batch) => {
        const tolerance = toleranceOf(batch[0]);
        const own = { ...settings, ...(tolerance === undefined ? {} : { tolerance }), scalarsOnly: false };
        const solved = await solve(batch.map(nextProgram), own);
        return batch.map((run, i) => advance(run, solved[i] as PrecodingSolution, settings));
      },
    );
  }
  return runs.map(({ solution }) => {
    invariant(solution, 'every program has a solution');
    return solution;
  });
}

/** The next program of a run; with as many axes as before it starts from the solution. */
function nextProgram({ program, axes, solution }: Run): PrecodingProgram {
  invariant(axes, 'a program that is solved has axes');
  const state = solution?.state ?? program.warmStart;
  const { warmStart: _, ...cold } = program;
  const same = state && axesOfState.get(state)?.count === axes.count;
  return { ...cold, errorAxes: axes, ...(same ? { warmStart: state } : {}) };
}

/** Takes a solution up and changes the axes where an error is missed. */
function advance(run: Run, solution: PrecodingSolution, { boundsOnly = false, tolerance }: PrecodingSettings): void {
  const { program, axes, round, margin, isFine } = run;
  invariant(axes, 'a program that is solved has axes');
  const { solverIterations: iterations, solverPath: path } = costOf(
    run.solution ? [run.solution, solution] : [solution],
  );
  const raised = Math.abs(1 - (run.solution?.objective ?? Infinity) / (solution.objective ?? Number.NaN));
  const { covariances, status, state } = solution;
  axesOfState.set(state, axes);
  if (boundsOnly && run.isProven && !isSolved(status)) {
    // the bound of the round before stands
    run.axes = null;
    return;
  }
  run.solution = { ...solution, covariances, state, iterations, path };
  run.round = round + 1;
  if (!isSolved(status) || !covariances) {
    // a rough solve may call a program infeasible that is not, and one without any claim may have an answer along more axes
    if (isFine) run.axes = claimsNothing(status) ? run.wider(axes) : null;
    run.isFine = true;
    return;
  }
  const judged = judgeErrors(program, axes, covariances, margin);
  run.wider = judged.wider;
  run.margin = judged.margin;
  // no row is met more exactly than a program is solved
  const isMet = judged.margin >= -Math.max(MET, tolerance ?? 0);
  const done = isFine && (isMet || (boundsOnly && raised <= RAISED));
  const most = boundsOnly ? boundRounds(program) : MOST_ROUNDS;
  const last = round >= most;
  run.isProven = true;
  if (last && !isMet && !boundsOnly) run.solution = stopped(run.solution, judged.margin);
  run.axes = done || last ? null : judged.next;
  // what bounds rest on is solved finely, whatever it misses
  run.isFine ||= judged.margin >= -LOOSE || (boundsOnly && round + 1 >= most);
}

function boundRounds({ scheme, scenario: { cells, usersPerCell, txAntennas } }: PrecodingProgram): number {
  const system = {
    cells,
    usersPerCell,
    txAntennas,
    scheme,
    robustness: 'exact',
    ofOneBs: false,
    capped: false,
  } as const;
  return iterationFlops(blockProgramSize(system)) > LARGE ? FEW_BOUND_ROUNDS : MOST_BOUND_ROUNDS;
}

/** A solution whose rows miss an error after the last round; what they miss of the SINR counts as a residual. */
function stopped(solution: PrecodingSolution, margin: number): PrecodingSolution {
  const merit = Math.max(solution.merit, -margin);
  if (merit <= ALMOST_MERIT) return { ...solution, status: 'almostOptimal', merit };
  const none = { objective: null, dualObjective: null, covariances: null, sinr: Number.NaN, interference: {} };
  return { ...solution, ...none, status: 'iterationLimit', merit, crb: solution.crb.map(() => Number.NaN) };
}
