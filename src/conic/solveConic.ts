import { solveSome } from './batching.ts';
import type { ConicAnswer } from './conicAnswer.ts';
import type { ConicInput, ParsedInput } from './lowering/conicInput.ts';
import { dualSlack, rowSlacks } from './lowering/judgeAnswer.ts';
import { ordinaryPrograms } from './lowering/ordinaryPrograms.ts';
import { parseConicInput } from './lowering/parseConicInput.ts';
import { isDecided, type ProgramAnswer } from './lowering/programAnswer.ts';
import { solveOrdinary } from './lowering/solveOrdinary.ts';
import { refuteUnbounded, solveTransformed } from './lowering/solveTransformed.ts';
import { userProgram, type UserProgram } from './lowering/userProgram.ts';
import { packStates, warmRows } from './lowering/warmStates.ts';
import type { ConicSettings } from './solution.ts';

/**
 * Solves a batch of cone programs of one shape. What is solved, and what every status says, stands at the function that other programs call
 * (src/library/conic.ts); docs/decisions/0023-free-variables-dependent-and-constraint-rows.md has the steps.
 *
 * Programs that the interior-point method takes as they are go to it together; what is left open, and all others, are transformed. At last every `unbounded` program
 * is asked whether it has a point at all.
 *
 * @throws InputError on wrong shapes and numbers that are not finite.
 */
export async function solveConic(input: ConicInput, settings: ConicSettings = {}): Promise<ConicAnswer> {
  const parsed = parseConicInput(input);
  const { batch } = parsed;
  const users = Array.from({ length: batch }, (_, i) => userProgram(parsed, i));
  const ordinary = ordinaryPrograms(parsed, users);
  const everyOne = ordinary.every((own) => own);
  // where all programs go to the kernel unchanged, the kernel checks the warm start
  const warm = everyOne ? users.map(() => null) : warmRows(settings, batch);

  const programs = users.map((user, i) => ({ i, user, warm: warm[i] ?? null }));
  const before = await solveSome(
    programs,
    (_, i) => ordinary[i] === true,
    async (plain) => solveOrdinary(parsed, plain, settings, everyOne),
  );
  const { warmStart: _warmStart, ...others } = settings;
  const transformed = await solveSome(
    programs.map(({ i, ...program }) => ({ ...program, before: before[i] ?? null })),
    (program) => !isSettled(program.before, settings),
    (open) => solveTransformed(open, others),
  );
  const answers = users.map((_, i) => (transformed[i] ?? before[i]) as ProgramAnswer);
  const all = await refuteUnbounded(users, answers, others);
  const states = all.map((answer, i) => before[i]?.state ?? answer.state);
  return { ...assemble(parsed, users, all), state: packStates(states, ordinary) };
}

/** True where the first answer stands: it is decided, or the iteration limit that the caller set ended it. */
function isSettled(answer: ProgramAnswer | null, settings: ConicSettings): boolean {
  if (!answer) return false;
  return isDecided(answer) || (answer.status === 'iterationLimit' && settings.maxIterations !== undefined);
}

function assemble(
  { batch, n, equality, inequality, constraints }: ParsedInput,
  users: readonly UserProgram[],
  answers: readonly ProgramAnswer[],
): Omit<ConicAnswer, 'state'> {
  const [m, p, q] = [equality.count, inequality.count, constraints.count];
  const x = new Float64Array(batch * n);
  const y = new Float64Array(batch * m);
  const w = new Float64Array(batch * p);
  const v = new Float64Array(batch * q);
  const slack = new Float64Array(batch * q);
  const z = new Float64Array(batch * n);
  answers.forEach((answer, i) => {
    const user = users[i] as UserProgram;
    const { multipliers, status } = answer;
    const negative = multipliers.subarray(m).map((value) => -value);
    x.set(answer.x, i * n);
    y.set(multipliers.subarray(0, m), i * m);
    w.set(negative.subarray(0, p), i * p);
    v.set(negative.subarray(p), i * q);
    if (q > 0) slack.set(rowSlacks(user, answer.x, status === 'unbounded' ? 0 : 1).subarray(m + p), i * q);
    z.set(dualSlack(user, multipliers, status === 'infeasible' ? 0 : 1), i * n);
  });
  const numbers = (read: (answer: ProgramAnswer) => number): Float64Array => Float64Array.from(answers, read);
  return {
    status: answers.map((answer) => answer.status),
    objective: numbers((answer) => answer.objective),
    dualObjective: numbers((answer) => answer.dualObjective),
    merit: numbers((answer) => answer.merit),
    iterations: Int32Array.from(answers, (answer) => answer.iterations),
    x,
    y,
    w,
    v,
    slack,
    z,
  };
}
