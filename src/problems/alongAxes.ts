import { invariant } from '../errors.ts';
import { solveSome } from '../conic/batching.ts';
import { iterationFlops } from '../conic/programCost.ts';
import { ALMOST_MERIT } from '../conic/settings.ts';
import { isSolved } from '../conic/status.ts';
import type { AxesJudgement } from './missedNorm.ts';
import { firstAxes, judgeAxes } from './normAxes.ts';
import type { PrecodingSettings, PrecodingSolution } from './precodingProgram.ts';
import { type BlockSystem, blockProgramSize, servedUsers } from './programs/blockProgramSize.ts';
import { effectiveRobustness } from './programs/plan.ts';
import type { BasisOptions, NormAxes, ProgramContext } from './programs/programContext.ts';
import { costOf } from './solverCost.ts';
import { firstSumAxes, judgeSumAxes } from './sumAxes.ts';

/** Real operations of an iteration from which on a program is solved along axes: a tenth of a second. */
const LARGE = 5e8;
/** Programs along axes take this many times as much as one of their kind from a cold start, and more than that must be saved. */
const WORTH = 2;
/** Rounds: one more axis in each, or as many others. Three to five are needed where the covariances have rank one. */
const MOST_ROUNDS = 12;
/** Power over the noise power that a norm may miss: less than designs are tightened by, more than what a solve leaves of it by rounding. */
const MISSED = 2e-7;
/** Where only bounds are asked for a program ends when its next round would raise its optimum by less than this share. */
const RAISED = 1e-6;
/** Axes of sums leave this share of what may be missed, or what the norms of the next solution miss anyway: this share of what those of the latest one do. */
const LEFT = 0.1;
const LEFT_OF_LATEST = 1e-5;

interface Run {
  readonly context: ProgramContext;
  /** Of the next solve; null where there is none. */
  axes: NormAxes | null;
  solution: PrecodingSolution | null;
  /** What the norms of the solution miss. */
  missed: number;
}

/** The axes of the program that a state comes from: where a warm start begins. */
const axesOfState = new WeakMap<Float64Array, NormAxes>();

/**
 * True of programs whose cones are many and long: each block has one of 2 n + 1 columns for every user, or each sum over blocks, along as many axes as there
 * are blocks where these are much fewer than n.
 */
export function isLarge(system: BlockSystem): boolean {
  const { robustness } = system;
  if (robustness === 'none' || robustness === 'exact') return false;
  const whole = iterationFlops(blockProgramSize(system));
  if (whole <= LARGE || robustness !== 'guaranteedSum') return whole > LARGE;
  return WORTH * iterationFlops(blockProgramSize({ ...system, axes: servedUsers(system) })) < whole;
}

/** True of a program that is solved along few axes. */
export function hasFewAxes({ program }: ProgramContext, { fewAxes }: BasisOptions): boolean {
  const robustness = effectiveRobustness(program);
  if (fewAxes !== undefined) return fewAxes && robustness !== 'none' && robustness !== 'exact';
  const { scenario, scheme, problem } = program;
  const { cells, usersPerCell, txAntennas } = scenario;
  const [ofOneBs, capped] = [problem.startsWith('P1'), problem !== 'joint'];
  return isLarge({ cells, usersPerCell, txAntennas, scheme, robustness, ofOneBs, capped });
}

/**
 * Solves programs with long norms norm(W h*) by programs with short ones, norm(A^H W h*) along a few orthonormal axes A of each block. A short norm is at
 * most the long one, so that such a program is a relaxation: what it proves, bounds and infeasibility, holds for the program itself. Where its covariances lie
 * in the axes it is the program itself; otherwise the part of W h* that they miss is a new axis. Covariances of rank one, w w^H, need one axis, w, which the
 * rounds approach as Newton's method does: three or four programs with a few columns in place of one with n.
 *
 * With `guaranteedSum` the blocks of a transmitter have their axes in common, which measure norm(A^H sum_l W_l h*). Where the covariances have rank one, as
 * many as there are blocks span all sums, and those of the latest solution take the place of the axes that it was solved along.
 *
 * @param contexts of programs of one shape but for their axes.
 * @param solve solves programs along the axes of their contexts.
 */
export async function alongAxes(
  contexts: readonly ProgramContext[],
  { boundsOnly = false }: Pick<PrecodingSettings, 'boundsOnly'>,
  solve: (contexts: readonly ProgramContext[]) => Promise<PrecodingSolution[]>,
): Promise<PrecodingSolution[]> {
  const runs = contexts.map((context): Run => {
    return { context, axes: knownAxes(context) ?? axesToStart(context), solution: null, missed: Number.NaN };
  });
  for (let round = 1; runs.some((run) => run.axes !== null); round++) {
    const solved = await solveSome(
      runs,
      (run) => run.axes !== null,
      (some) => solve(some.map(nextContext)),
    );
    solved.forEach((solution, i) => solution && advance(runs[i] as Run, solution, round, boundsOnly));
  }
  return runs.map(({ solution }) => {
    invariant(solution, 'every program has a solution');
    return solution;
  });
}

/** The next program of a run; with as many axes as before it has the same shape and starts from the solution. */
function nextContext({ context, axes, solution }: Run): ProgramContext {
  invariant(axes, 'a program that is solved has axes');
  const same = solution && axesOfState.get(solution.state)?.count === axes.count;
  const { program } = context;
  return { ...context, program: same ? { ...program, warmStart: solution.state } : program, normAxes: axes };
}

/** Takes a solution up and changes the axes where they miss too much. */
function advance(run: Run, solution: PrecodingSolution, round: number, boundsOnly: boolean): void {
  const { context, axes } = run;
  invariant(axes, 'a program that is solved has axes');
  const { solverIterations, solverPath } = costOf(run.solution ? [run.solution, solution] : [solution]);
  const { covariances } = solution;
  const judged = isSolved(solution.status) && covariances ? judge(context, axes, covariances, round) : null;
  const settled =
    judged === null || judged.missed <= MISSED || (boundsOnly && nextRise(run, solution, judged.missed) <= RAISED);
  const last = round === MOST_ROUNDS;
  const status = last && judged && judged.missed > ALMOST_MERIT ? 'almostOptimal' : solution.status;
  run.missed = judged?.missed ?? Number.NaN;
  run.solution = { ...solution, status, iterations: solverIterations, path: solverPath };
  axesOfState.set(solution.state, axes);
  run.axes = last || settled ? null : judged.next;
}

/** By what share another round would raise the optimum, which lacks as much as the norms miss: what the latest one raised it by, times the share that is left of that. */
function nextRise({ solution, missed }: Run, { objective }: PrecodingSolution, left: number): number {
  if (!solution || solution.objective === null || objective === null) return Infinity;
  return Math.abs(1 - solution.objective / objective) * (left / missed);
}

/** The axes that the warm start of a program came from. */
function knownAxes({ program: { warmStart } }: ProgramContext): NormAxes | undefined {
  return warmStart && axesOfState.get(warmStart);
}

function hasSums({ program }: ProgramContext): boolean {
  return program.robustness === 'guaranteedSum';
}

function axesToStart(context: ProgramContext): NormAxes {
  return hasSums(context) ? firstSumAxes(context) : firstAxes(context);
}

function judge(context: ProgramContext, axes: NormAxes, covariances: Float64Array, round: number): AxesJudgement {
  if (!hasSums(context)) return judgeAxes(context, axes, covariances);
  const enough = (missed: number): number => Math.max(LEFT * MISSED, LEFT_OF_LATEST * missed);
  return judgeSumAxes(context, axes, covariances, enough, round);
}
