import { DEFAULT_TOLERANCE } from '../settings.ts';
import type { ConicSettings } from '../solution.ts';
import { dualCandidate, expectedRows, primalCandidate, type Candidate, type Judged } from './candidate.ts';
import { answerOf, betterAnswer, isDecided, type ProgramAnswer } from './programAnswer.ts';
import { solveReduced, type ReducedAnswer, type ReducedJob } from './solveReduced.ts';
import type { UserProgram } from './userProgram.ts';

/** The reduced program is solved to this share of the tolerance: its norms are not those of the user's data. */
const SHARE = 0.1;
/** The other side of an undecided program is tried if it has no more rows than this, or than this multiple of the first one's. */
const ROWS_OF_SECOND_TRY = 400;
const MULTIPLE_OF_SECOND_TRY = 4;

/** A program to be solved, with what an earlier try left. */
export interface TransformedJob {
  readonly user: UserProgram;
  /** Its row of the warm start, or null. */
  readonly warm: Float64Array | null;
  /** The answer of the interior-point method on the program as it is, if it was tried. */
  readonly before: ProgramAnswer | null;
}

/**
 * Solves programs with free variables, constraint rows, dependent or badly scaled rows, as themselves or as their duals, whichever has fewer rows, and
 * tries the other side where the first ends undecided.
 */
export async function solveTransformed(
  jobs: readonly TransformedJob[],
  settings: Omit<ConicSettings, 'warmStart'>,
): Promise<ProgramAnswer[]> {
  const answers = jobs.map((job) => job.before);
  const first = jobs.map(({ user, before }) => (before ? null : firstSide(user)));
  await attempt(first);
  const again = settings.maxIterations === undefined;
  await attempt(
    jobs.map(({ user, before }, i) => {
      const answer = answers[i];
      if (answer && (isDecided(answer) || (answer.status === 'iterationLimit' && !again))) return null;
      return before ? worthTrying(user, 'dual', 'primal') : secondSide(user, first[i] ?? 'primal');
    }),
  );
  return answers.map((answer, i) => answer ?? nothing((jobs[i] as TransformedJob).user));

  /** Solves program i from its side; null leaves it alone. */
  async function attempt(sides: readonly (Candidate['side'] | null)[]): Promise<void> {
    const candidates = sides.map((side, i) => {
      if (side === null) return null;
      const { user } = jobs[i] as TransformedJob;
      return side === 'primal' ? primalCandidate(user) : dualCandidate(user);
    });
    const runs: { i: number; candidate: Candidate; job: ReducedJob }[] = [];
    candidates.forEach((candidate, i) => {
      if (!candidate) return;
      if (candidate.proof) keep(i, candidate, candidate.proof, null);
      else
        runs.push({
          i,
          candidate,
          job: { program: candidate.reduction.program, warm: warmOf(candidate, (jobs[i] as TransformedJob).warm) },
        });
    });
    const tolerance = SHARE * (settings.tolerance ?? DEFAULT_TOLERANCE);
    const solved = await solveReduced(
      runs.map((run) => run.job),
      { ...settings, tolerance },
    );
    runs.forEach(({ i, candidate }, k) => {
      const answer = solved[k] as ReducedAnswer;
      const judged = candidate.judge(answer);
      // a direction of endless descent stands, unless there is no point to start from
      const claim = candidate.ray && judged?.kind !== 'infeasible' ? candidate.ray : judged;
      if (claim) keep(i, candidate, claim, answer);
    });
  }

  function keep(i: number, candidate: Candidate, judged: Judged, answer: ReducedAnswer | null): void {
    const before = answers[i] ?? null;
    const { user } = jobs[i] as TransformedJob;
    const iterations = (before?.iterations ?? 0) + (answer?.iterations ?? 0);
    const state = before?.state.length ? before.state : stateOf(candidate, answer);
    const next = answerOf(
      user,
      judged,
      answer?.status ?? 'numericalError',
      settings.tolerance ?? DEFAULT_TOLERANCE,
      iterations,
      state,
    );
    const better = betterAnswer(before, next);
    answers[i] = better && { ...better, iterations, state };
  }
}

function firstSide(user: UserProgram): Candidate['side'] {
  const rows = expectedRows(user);
  return rows.dual < rows.primal ? 'dual' : 'primal';
}

function secondSide(user: UserProgram, first: Candidate['side']): Candidate['side'] | null {
  return worthTrying(user, first === 'primal' ? 'dual' : 'primal', first);
}

function worthTrying(user: UserProgram, side: Candidate['side'], other: Candidate['side']): Candidate['side'] | null {
  const rows = expectedRows(user);
  return rows[side] <= Math.max(ROWS_OF_SECOND_TRY, MULTIPLE_OF_SECOND_TRY * rows[other]) ? side : null;
}

function nothing(user: UserProgram): ProgramAnswer {
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

/** Leads the state of a transformed program: its side and number of rows, then the length of the kernel's state. */
function tagOf(candidate: Candidate): number {
  return 2 * candidate.reduction.program.rows.length + (candidate.side === 'dual' ? 1 : 0);
}

function stateOf(candidate: Candidate, answer: ReducedAnswer | null): Float64Array {
  if (!answer || answer.state.length === 0) return new Float64Array(0);
  return Float64Array.from([tagOf(candidate), answer.state.length, ...answer.state]);
}

function warmOf(candidate: Candidate, row: Float64Array | null): Float64Array | null {
  if (!row || row[0] !== tagOf(candidate)) return null;
  const length = row[1] ?? 0;
  return Number.isInteger(length) && length > 0 && length + 2 <= row.length ? row.slice(2, length + 2) : null;
}
