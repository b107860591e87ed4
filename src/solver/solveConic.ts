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
 * Solves a batch of cone programs of one shape:
 *
 *     minimise cost^T x   subject to   A x = b,   G x <= h,   d - D x in K,   x = [free | nonneg | second-order cones | PSD blocks] in the cones,
 *     maximise b^T y - h^T w - d^T v   subject to   cost - A^T y + G^T w + D^T v = z in the dual cone (0 | nonneg | same | same),   w >= 0,   v in K,
 *
 * K a product of second-order cones and PSD blocks (`input.constraints`: bounds on norms, linear matrix inequalities).
 *
 * Each field is shared by the batch or given per program; matrices are dense, row-major, flat or nested, and copied when the call is made. A homogeneous
 * self-dual interior-point method in float64; every program ends in its own status, and bad numerics never throw. Free variables are eliminated, rows
 * that follow from others are dropped, rows that contradict others end in `infeasible` with a proof, and a program is solved as its dual where the dual
 * has fewer rows
 * (docs/decisions/0023-free-variables-dependent-and-constraint-rows.md).
 *
 * `optimal` says that the merit of x, y, w and v is below the tolerance (or below 1e-8, where the tolerance is smaller). The merit is the largest of
 * norm(A x - b, max(G x - h, 0), distance of d - D x from K) / (1 + norm(b, h, d)), distance of z from the dual cone / (1 + norm cost) and
 * abs(p - q) / (1 + min(abs(p), abs(q))), p and q the two objectives, on the data as given (docs/numerics.md has the details).
 * `infeasible` and `unbounded` come with a certificate that was checked on these data.
 *
 * @example The largest eigenvalue of [[2, 1], [1, 2]]: maximise tr(C X) with tr(X) = 1. In svec coordinates (X11, X22, sqrt(2) X21):
 * ```ts
 * const { objective } = await solveConic({
 *   cost: [-2, -2, -Math.SQRT2],
 *   equality: { matrix: [[1, 1, 0]], rhs: [1] },
 *   cones: { psd: [{ size: 2, count: 1, real: true }] },
 * }); // objective[0] = -3
 * ```
 * @example The same as a linear matrix inequality: the least t with t I - C positive semidefinite, D = -svec(I), d = -svec(C).
 * ```ts
 * const { x } = await solveConic({
 *   cost: [1],
 *   constraints: {
 *     psd: [{ size: 2, count: 1, real: true, matrix: [[-1], [-1], [0]], rhs: [-2, -2, -Math.SQRT2] }],
 *   },
 *   cones: { free: 1 },
 * }); // x[0] = 3
 * ```
 * @param input cost [n] or [batch, n]; matrices [m, n] or [batch, m, n]; right-hand sides [m] or [batch, m].
 * @param settings tolerance on the merit (default 1e-8), maxIterations (default 60) of each try: where you give it, a program that
 * reaches it is not tried in another way; warmStart (the `state` of an earlier answer; a program whose reduction has another shape starts cold).
 * @throws InputError on wrong shapes and numbers that are not finite.
 */
export async function solveConic(input: ConicInput, settings: ConicSettings = {}): Promise<ConicAnswer> {
  const parsed = parseConicInput(input);
  const { batch } = parsed;
  const users = Array.from({ length: batch }, (_, i) => userProgram(parsed, i));
  const ordinary = ordinaryPrograms(parsed, users);
  const plain = users.map((_, i) => i).filter((i) => ordinary[i]);
  const everyOne = plain.length === batch;
  // where all programs go to the kernel unchanged, the kernel checks the warm start
  const warm = everyOne ? users.map(() => null) : warmRows(settings, batch);

  const before: (ProgramAnswer | null)[] = users.map(() => null);
  if (plain.length > 0) {
    const chosen = plain.map((i) => users[i] as UserProgram);
    const solved = await solveOrdinary(
      parsed,
      plain,
      chosen,
      settings,
      everyOne ? null : plain.map((i) => warm[i] ?? null),
    );
    plain.forEach((i, k) => {
      before[i] = solved[k] ?? null;
    });
  }
  const { warmStart: _warmStart, ...others } = settings;
  const answers = before.slice();
  const open = users.map((_, i) => i).filter((i) => !isSettled(before[i] ?? null, settings));
  if (open.length > 0) {
    const jobs = open.map((i) => ({
      user: users[i] as UserProgram,
      warm: warm[i] ?? null,
      before: before[i] ?? null,
    }));
    const solved = await solveTransformed(jobs, others);
    open.forEach((i, k) => {
      answers[i] = solved[k] ?? null;
    });
  }
  const all = await refuteUnbounded(
    users,
    answers.map((answer) => answer as ProgramAnswer),
    others,
  );
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
