import { solveInBatches } from '../../conic/batching.ts';
import type { ProgramShape } from '../../conic/program.ts';
import type { ConicSettings } from '../../conic/solution.ts';
import { solveScaled } from '../solveScaled.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import type { SolvedBound } from '../crbLowerBound.ts';
import { rowMultipliers } from '../rowMultipliers.ts';
import type { BoundProgram } from './boundProgram.ts';
import { type RecordedBound, recordBound } from './recordBound.ts';
import { stackRecorded } from './stackRecorded.ts';
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

/** Shapes by key: programs of one key record the same pattern. */
const shapes = new Map<string, ProgramShape>();

/** Solves bound programs, those of one shape as one batch, and returns their bounds in the order of the programs. */
export async function solveBoundPrograms(
  programs: readonly BoundProgram[],
  settings: ConicSettings = {},
): Promise<BoundSolution[]> {
  return solveInBatches(
    programs.map((program) => ({ program, recorded: recordBound(program) })),
    ({ program, recorded }) => shapeKey(program, recorded),
    (batch, key) =>
      solveGroup(
        key,
        batch.map(({ recorded }) => recorded),
        settings,
      ),
  );
}

/** Rows and weights count the times, which phases off the PSK grid can make more. */
function shapeKey({ task: { task, comp, pskOrder }, bs, capped }: BoundProgram, recorded: RecordedBound): string {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const { rhs, psd } = recorded;
  const sizes = [cells, usersPerCell, txAntennas, pskOrder, rhs.length, psd.weights.length];
  return [comp, bs === null, capped, robustRadius(task) > 0, ...sizes].join('/');
}

async function solveGroup(
  key: string,
  recorded: readonly RecordedBound[],
  settings: ConicSettings,
): Promise<BoundSolution[]> {
  const [first] = recorded;
  if (!first) return [];
  const shape = shapes.get(key) ?? first.shape;
  shapes.set(key, shape);
  const program = { shape, data: stackRecorded(recorded) };
  const solution = await solveScaled(program, { ...settings, tolerance: BOUND_TOLERANCE, scalarsOnly: true });
  return recorded.map(({ crb, certificate }, b) => {
    const status = solution.status[b] ?? 'numericalError';
    const { row } = rowMultipliers(shape, solution, b);
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
