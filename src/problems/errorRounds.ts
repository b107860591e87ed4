import { DEFAULT_TOLERANCE } from '../conic/settings.ts';
import { stack } from '../linalg/stack.ts';
import { partsOf } from '../model/userLinks.ts';
import { errorDirections, worstErrors } from '../model/worstErrors.ts';
import type { ErrorAxes } from './errorAxes.ts';
import type { PrecodingProgram, PrecodingScheme } from './precodingProgram.ts';
import { FIRST_ERROR_AXES } from './programs/blockProgramSize.ts';

/** What the first round counts: the estimated channels alone. */
export const NO_ERRORS: ErrorAxes = { count: 0, columns: new Float64Array(0) };
/** Relative SINR below the threshold at the worst error, at which a solution counts as one for all errors: half of 1e-6 dB, as precoders of rank one may miss a little more. */
export const MET = 1e-7;
/** A round leaves more than this share of what the round before left only where the axes are too few. */
const SLOW = 0.3;
/** Merit of the first rounds and of later ones: their axes are replaced. */
const ROUGH = { 'BLP-CBF': [1e-3, 1e-6], 'BLP-CoMP': [1e-3, 1e-4, 1e-5] } as const;

/** Rows that the links of a sender may have along their axes: a program with more takes too long to be solved for what a further axis gains. */
const MOST_ROWS = 1100;

/** What a solution of a program along error axes says of all errors. */
export interface ErrorJudgement {
  /** The smallest relative SINR above the threshold over users and errors; negative where an error is not counted. */
  readonly margin: number;
  /** The axes of the next program. */
  readonly next: ErrorAxes;
  /** The same with one axis more, for a program along these that has no answer; null where there are no more. */
  readonly wider: (axes: ErrorAxes) => ErrorAxes | null;
}

/**
 * Asks the trust region for the worst errors of the covariances of a solution, W. The next axes of a link are its worst error and the directions in which its form is
 * smallest; in these the errors move with W. One more axis where the rounds get on slowly.
 *
 * @param before margin of the round before, NaN without one.
 */
export function judgeErrors(
  program: PrecodingProgram,
  axes: ErrorAxes,
  covariances: Float64Array,
  before: number,
): ErrorJudgement {
  const { scheme, scenario, realization, threshold = Number.NaN } = program;
  const comp = scheme === 'BLP-CoMP';
  const worst = worstErrors({ scenario, realization, cooperation: comp ? 'comp' : 'cbf', covariances, threshold });
  const margin = worst.reduce((least, user) => Math.min(least, user.margin), Infinity);
  const antennas = scenario.txAntennas * (comp ? scenario.cells : 1);
  const first = FIRST_ERROR_AXES[scheme];
  const most = Math.min(antennas, Math.max(first, Math.floor(Math.sqrt(MOST_ROWS / worst.length)) - 1));
  const slow = axes.count > 0 && margin < SLOW * before;
  const count = Math.min(most, Math.max(axes.count, first) + (slow ? 1 : 0));
  const senders = comp ? 1 : scenario.cells;
  const along = (wanted: number, near?: ErrorAxes): ErrorAxes => {
    const old = near?.count === wanted ? partsOf(near.columns, senders * worst.length) : [];
    const columns = Array.from({ length: senders }, (_, m) =>
      worst.map(({ links }, u) =>
        errorDirections(links[m] as (typeof links)[number], wanted, old[m * worst.length + u]),
      ),
    );
    return { count: wanted, columns: stack(columns.flat()) };
  };
  const wider = ({ count: tried }: ErrorAxes): ErrorAxes | null => (tried < most ? along(tried + 1) : null);
  return { margin, next: along(count, axes), wider };
}

/** Merit of a round, counted from 1, whose solution is not the last one. */
export function roundTolerance(scheme: PrecodingScheme, round: number, tolerance = DEFAULT_TOLERANCE): number {
  return Math.max(ROUGH[scheme][Math.min(round, ROUGH[scheme].length) - 1] as number, tolerance);
}
