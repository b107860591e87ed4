import { solveInBatches } from '../../conic/batching.ts';
import { ProgramLayouts } from '../../conic/builder/programLayouts.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { solveScaled } from '../solveScaled.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import type { SolvedBound } from '../crbLowerBound.ts';
import { rowMultipliers } from '../rowMultipliers.ts';
import { describeBound, type LinkedBound } from './bound.ts';
import { boundLinks, type BoundProgram } from './boundProgram.ts';
import { robustRadius } from './symbolLinks.ts';

/** Merit that bound programs strive for: what is charged for their errors grows with it. */
const BOUND_TOLERANCE = 1e-9;

/** Outcome of one bound program. */
export interface BoundSolution extends SolvedBound {
  readonly status: ConicStatus;
  /** The dual objective, rad^2. */
  readonly dual: number;
  /** The primal objective, rad^2. */
  readonly primal: number;
}

const layouts = new ProgramLayouts();

/** Solves bound programs, those of one shape as one batch, and returns their bounds in the order of the programs. */
export async function solveBoundPrograms(
  programs: readonly BoundProgram[],
  settings: InnerSettings = {},
): Promise<BoundSolution[]> {
  return solveInBatches(
    programs.map((p): LinkedBound => ({ p, links: boundLinks(p) })),
    shapeKey,
    (batch, key) => solveGroup(key, batch, settings),
  );
}

/** Phases off the PSK grid can make more classes of times than it allows. */
function shapeKey({
  p: {
    task: { task, comp, pskOrder },
    bs,
    capped,
  },
  links,
}: LinkedBound): string {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const sizes = [cells, usersPerCell, txAntennas, pskOrder, links.classes.weight.length];
  return [comp, bs === null, capped, robustRadius(task) > 0, ...sizes].join('/');
}

async function solveGroup(
  key: string,
  linked: readonly LinkedBound[],
  settings: InnerSettings,
): Promise<BoundSolution[]> {
  const { program, described } = layouts.build(key, linked, describeBound);
  const solution = await solveScaled(program, { ...settings, tolerance: BOUND_TOLERANCE, scalarsOnly: true });
  return described.map(({ crb, certificate }, b) => {
    const status = solution.status[b] ?? 'numericalError';
    const { row } = rowMultipliers(program.shape, solution, b);
    return {
      status,
      terms: isSolved(status) ? certificate(row) : null,
      dual: crb(solution.dualObjective[b] as number),
      primal: crb(solution.objective[b] as number),
      iterations: solution.iterations[b] as number,
      path: solution.path[b] ?? 'float64',
    };
  });
}
