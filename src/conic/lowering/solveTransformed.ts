import { solveSome } from '../batching.ts';
import { DEFAULT_TOLERANCE } from '../settings.ts';
import type { ConicSettings } from '../solution.ts';
import { candidateOn, expectedRows, type Candidate, type Judged, type Side } from './candidate.ts';
import { answerOf, betterAnswer, isDecided, noAnswer, type ProgramAnswer } from './programAnswer.ts';
import { solveByReference } from './solveByReference.ts';
import { solveReduced, STRICTNESS, type ReducedAnswer } from './solveReduced.ts';
import type { SlackUnits, UserProgram } from './userProgram.ts';
import { tagState, untagState } from './warmStates.ts';

/** The reduced program is solved to this share of the tolerance: its norms are not those of the user's data. */
const SHARE = 0.1;
/**
 * Multiplications of one iteration up to which a further try is worth its time: for a claim that is still open, for the last digits of an answer that is
 * almost optimal, and by the reference, which is plain TypeScript.
 */
const WORK = { open: 3e8, almostOptimal: 3e7, reference: 3e7 } as const;

/** A program to be solved, with what an earlier try left. */
export interface TransformedJob {
  readonly user: UserProgram;
  /** Its row of the warm start, or null. */
  readonly warm: Float64Array | null;
  /** The answer of the interior-point method on the program as it is, if it was tried. */
  readonly before: ProgramAnswer | null;
}

/** A program in one round of tries. */
interface Run {
  readonly i: number;
  readonly candidate: Candidate;
}

/** One try: the program or its dual, by the kernel or by the reference. */
interface Try {
  readonly side: Side;
  readonly slackUnits: SlackUnits;
  readonly reference: boolean;
}

/**
 * Solves programs with free variables, constraint rows, dependent or badly scaled rows, as themselves or as their duals, whichever has fewer rows. What
 * ends undecided is tried from the other side, and small programs by the reference.
 */
export async function solveTransformed(
  jobs: readonly TransformedJob[],
  settings: Omit<ConicSettings, 'warmStart'>,
): Promise<ProgramAnswer[]> {
  const tolerance = settings.tolerance ?? DEFAULT_TOLERANCE;
  const answers = jobs.map((job) => job.before);
  const plans = jobs.map(({ user }) => triesOf(user));
  const candidates = jobs.map(() => new Map<string, Candidate>());
  for (let round = 0; round < Math.max(...plans.map((plan) => plan.length)); round++) {
    const runs = jobs.flatMap((_, i) => {
      const next = plans[i]?.[round];
      const answer = answers[i];
      const settled =
        answer && (isDecided(answer) || (answer.status === 'iterationLimit' && settings.maxIterations !== undefined));
      const { user } = jobs[i] as TransformedJob;
      return next && !settled && isWorthIt(user, next, answer ?? null)
        ? [{ i, next, candidate: candidateOf(i, next) }]
        : [];
    });
    // linear algebra alone may decide
    const claimed = runs.filter(({ i, candidate }) => {
      const claim = candidate.proof ?? candidate.ray;
      if (claim) keep(i, candidate, claim, null);
      return claim !== null;
    });
    const left = runs.filter((run) => !claimed.includes(run));
    const kernel = left.filter(({ next }) => !next.reference);
    await tryKernel(kernel, STRICTNESS.usual);
    for (const { i, next, candidate } of left)
      if (next.reference && candidate.reduction.program.rows.length > 0)
        learn(i, candidate, solveByReference(candidate.reduction.program, SHARE * tolerance));
  }
  return answers.map((answer, i) => answer ?? noAnswer((jobs[i] as TransformedJob).user));

  /** Solves the reduced programs; what ends in a certificate that does not hold on the user's data is solved again for a stricter one. */
  async function tryKernel(runs: readonly Run[], strictness: number): Promise<void> {
    const solved = await solveReduced(
      runs.map(({ i, candidate }) => ({
        program: candidate.reduction.program,
        warm: untagState(jobs[i]?.warm ?? null, tagOf(candidate)),
      })),
      { ...settings, tolerance: SHARE * tolerance },
      strictness,
    );
    const rejected = runs.filter(({ i, candidate }, k) => !learn(i, candidate, solved[k] as ReducedAnswer));
    if (rejected.length > 0 && strictness < STRICTNESS.high) await tryKernel(rejected, STRICTNESS.high);
  }

  function candidateOf(i: number, { side, slackUnits }: Try): Candidate {
    const key = `${side} ${slackUnits}`;
    const made = candidates[i]?.get(key);
    if (made) return made;
    const { user } = jobs[i] as TransformedJob;
    const candidate = candidateOn(side, user, slackUnits);
    candidates[i]?.set(key, candidate);
    return candidate;
  }

  /** Keeps what an answer claims; false where its certificate does not hold on the user's data. */
  function learn(i: number, candidate: Candidate, answer: ReducedAnswer): boolean {
    const judged = candidate.judge(answer);
    if (judged) keep(i, candidate, judged, answer);
    return judged !== null;
  }

  function keep(i: number, candidate: Candidate, judged: Judged, answer: ReducedAnswer | null): void {
    const before = answers[i] ?? null;
    const { user } = jobs[i] as TransformedJob;
    const iterations = (before?.iterations ?? 0) + (answer?.iterations ?? 0);
    const state = before?.state.length ? before.state : tagState(tagOf(candidate), answer?.state ?? null);
    const next = answerOf(user, judged, answer?.status ?? 'numericalError', tolerance, iterations, state);
    const better = betterAnswer(before, next);
    answers[i] = better && { ...better, iterations, state };
  }
}

function triesOf(user: UserProgram): Try[] {
  const rows = expectedRows(user);
  const [first, second] = rows.dual < rows.primal ? (['dual', 'primal'] as const) : (['primal', 'dual'] as const);
  const tries: Try[] = [];
  for (const reference of [false, true])
    for (const slackUnits of ['given', 'normal'] as const)
      for (const side of [first, second]) {
        const same = slackUnits === 'normal' && user.slackBlocks.length === 0;
        if (!same) tries.push({ side, slackUnits, reference });
      }
  return tries;
}

/** Whether a further try is in proportion. */
function isWorthIt(user: UserProgram, next: Try, answer: ProgramAnswer | null): boolean {
  if (!answer) return true;
  const rows = Math.max(1, expectedRows(user)[next.side]);
  const blocks = [...user.blocks, ...user.slackBlocks];
  const coordinates = blocks.reduce((s, b) => s + b.width, 0);
  const work = rows ** 2 * (rows + coordinates) + 8 * rows * blocks.reduce((s, b) => s + b.order ** 3, 0);
  if (next.reference) return work <= WORK.reference;
  const cheap = answer.status === 'almostOptimal' || next.slackUnits === 'normal';
  return work <= (cheap ? WORK.almostOptimal : WORK.open);
}

/**
 * A direction of endless descent says that the dual has no point; whether the program itself has one is asked without its cost. The answers of
 * those that have none are proofs of infeasibility, the others stay.
 */
export async function refuteUnbounded(
  users: readonly UserProgram[],
  answers: readonly ProgramAnswer[],
  settings: Omit<ConicSettings, 'warmStart'>,
): Promise<ProgramAnswer[]> {
  const solved = await solveSome(
    users.map((user) => ({ user: { ...user, cost: new Float64Array(user.n) }, warm: null, before: null })),
    (_, i) => answers[i]?.status === 'unbounded',
    (jobs) => solveTransformed(jobs, settings),
  );
  return answers.map((answer, i) => {
    const feasibility = solved[i];
    if (!feasibility) return answer;
    const { status, merit, multipliers, x } = feasibility;
    const iterations = answer.iterations + feasibility.iterations;
    return status === 'infeasible'
      ? { ...answer, status, merit, multipliers, x, iterations }
      : { ...answer, iterations };
  });
}

/** Names the shape of a reduced program in its state. */
function tagOf({ side, reduction }: Candidate): number {
  return 2 * reduction.program.rows.length + (side === 'dual' ? 1 : 0);
}
