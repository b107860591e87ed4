import { ALMOST_MERIT, OPTIMAL_MERIT } from '../settings.ts';
import type { ConicStatus } from '../status.ts';
import type { Judged } from './candidate.ts';
import type { UserProgram } from './userProgram.ts';

/** The answer for one program of a batch in the terms of its user. */
export interface ProgramAnswer {
  readonly status: ConicStatus;
  readonly objective: number;
  readonly dualObjective: number;
  readonly merit: number;
  readonly iterations: number;
  readonly x: Float64Array;
  /** Multipliers of all rows, those of slacks with the sign of equality rows. */
  readonly multipliers: Float64Array;
  readonly state: Float64Array;
}

/** Makes a judged claim an answer; `fallback` is the status of a point whose merit promises nothing. */
export function answerOf(
  user: UserProgram,
  judged: Judged,
  fallback: ConicStatus,
  tolerance: number,
  iterations: number,
  state: Float64Array,
): ProgramAnswer {
  const none = { ...noAnswer(user), iterations, state };
  if (judged.kind === 'infeasible')
    return { ...none, status: 'infeasible', merit: judged.residual, multipliers: judged.multipliers };
  if (judged.kind === 'unbounded') return { ...none, status: 'unbounded', merit: judged.residual, x: judged.x };
  const status = pointStatus(judged.answer.merit, fallback, tolerance);
  return judged.answer.merit === Infinity ? { ...none, status } : { ...judged.answer, status, iterations, state };
}

/** The answer for a program about which nothing was found out. */
export function noAnswer(user: UserProgram): ProgramAnswer {
  return {
    status: 'numericalError',
    objective: NaN,
    dualObjective: NaN,
    merit: Infinity,
    iterations: 0,
    x: new Float64Array(user.n),
    multipliers: new Float64Array(user.rows.length),
    state: new Float64Array(0),
  };
}

function pointStatus(merit: number, fallback: ConicStatus, tolerance: number): ConicStatus {
  if (merit < Math.max(tolerance, OPTIMAL_MERIT)) return 'optimal';
  if (merit < ALMOST_MERIT) return 'almostOptimal';
  return fallback === 'iterationLimit' ? fallback : 'numericalError';
}

/** Whether nothing more is to be done for a program. */
export function isDecided({ status }: ProgramAnswer): boolean {
  return status === 'optimal' || status === 'infeasible' || status === 'unbounded';
}

/** The better of two answers: a decided one, then the one of better merit. */
export function betterAnswer(a: ProgramAnswer | null, b: ProgramAnswer | null): ProgramAnswer | null {
  if (!a || !b) return a ?? b;
  if (isDecided(a) !== isDecided(b)) return isDecided(a) ? a : b;
  return b.merit < a.merit ? b : a;
}
