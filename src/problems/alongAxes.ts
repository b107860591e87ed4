import { solveSome } from '../conic/batching.ts';
import { iterationFlops } from '../conic/programCost.ts';
import { isSolved } from '../conic/status.ts';
import { firstAxes, judgeAxes } from './normAxes.ts';
import type { PrecodingSolution } from './precodingProgram.ts';
import { blockProgramSize } from './programs/blockProgramSize.ts';
import { effectiveRobustness } from './programs/plan.ts';
import type { BasisOptions, NormAxes, ProgramContext } from './programs/programContext.ts';
import { costOf } from './solverCost.ts';

/** Real operations of an iteration from which on a program is solved along axes: a tenth of a second. */
const LARGE = 5e8;
/** Rounds: one more axis in each. Three to five are needed where the covariances have rank one. */
const MOST_ROUNDS = 12;
/** Power over the noise power that the norms may miss: less than designs are tightened by. */
const MISSED = 1e-8;
/** A solution that misses more is no optimum to the accuracy of a solve. */
const MISSED_ALMOST = 1e-6;

/** True of a program whose cones are many and long: each block has one of 2 n + 1 columns for every user. */
export function hasFewAxes({ program }: ProgramContext, { fewAxes }: BasisOptions): boolean {
  const robustness = effectiveRobustness(program);
  if (robustness !== 'guaranteed' && robustness !== 'paper') return false;
  if (fewAxes !== undefined) return fewAxes;
  const { scenario, scheme, problem } = program;
  const { cells, usersPerCell, txAntennas } = scenario;
  const [ofOneBs, capped] = [problem.startsWith('P1'), problem !== 'joint'];
  const size = blockProgramSize({ cells, usersPerCell, txAntennas, scheme, robustness, ofOneBs, capped });
  return iterationFlops(size) > LARGE;
}

/**
 * Solves programs with long norms norm(W h*) by programs with short ones, norm(A^H W h*) along a few orthonormal axes A of each block. A short norm is at
 * most the long one, so that such a program is a relaxation: what it proves, bounds and infeasibility, holds for the program itself. Where its covariances lie
 * in the axes it is the program itself; otherwise the part of W h* that they miss is a new axis. Covariances of rank one, w w^H, need one axis, w, which the
 * rounds approach as Newton's method does: three or four programs with a few columns in place of one with n.
 *
 * @param contexts of one shape.
 * @param solve solves programs of one shape, all with as many axes.
 */
export async function alongAxes(
  contexts: readonly ProgramContext[],
  solve: (contexts: readonly ProgramContext[]) => Promise<PrecodingSolution[]>,
): Promise<PrecodingSolution[]> {
  const runs = contexts.map((context) => ({
    context,
    axes: firstAxes(context) as NormAxes | null,
    solution: null as PrecodingSolution | null,
  }));
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const solved = await solveSome(
      runs,
      (run) => run.axes !== null,
      (some) => solve(some.map(({ context, axes }) => ({ ...context, ...(axes ? { normAxes: axes } : {}) }))),
    );
    solved.forEach((solution, i) => {
      const run = runs[i];
      if (!solution || !run?.axes) return;
      const cost = costOf(run.solution ? [run.solution, solution] : [solution]);
      const { covariances } = solution;
      const judged = isSolved(solution.status) && covariances ? judgeAxes(run.context, run.axes, covariances) : null;
      const ends = judged === null || judged.missed <= MISSED;
      const status =
        judged && round === MOST_ROUNDS && judged.missed > MISSED_ALMOST ? 'almostOptimal' : solution.status;
      run.solution = { ...solution, status, iterations: cost.solverIterations, path: cost.solverPath };
      run.axes = ends ? null : judged.grown;
    });
    if (runs.every((run) => run.axes === null)) break;
  }
  return runs.map((run) => run.solution as PrecodingSolution);
}
