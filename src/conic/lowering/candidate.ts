import { dualise } from './dualise.ts';
import { judgePoint, judgeProof, judgeRay, type JudgedAnswer } from './judgeAnswer.ts';
import { reduceProgram } from './reduceProgram.ts';
import type { ReducedAnswer } from './solveReduced.ts';
import type { Reduction } from './standardProgram.ts';
import { standardOfUser, type SlackUnits, type UserProgram } from './userProgram.ts';

/** A point with its multipliers on the user's program, not judged yet. */
interface Pair {
  readonly x: Float64Array;
  readonly multipliers: Float64Array;
}

/** What is claimed of a user's program, checked on its data. */
export type Judged =
  | { readonly kind: 'point'; readonly answer: JudgedAnswer }
  | { readonly kind: 'infeasible'; readonly multipliers: Float64Array; readonly residual: number }
  | { readonly kind: 'unbounded'; readonly x: Float64Array; readonly residual: number };

/** What the interior-point method sees. */
export type Side = 'primal' | 'dual';

/** A program without free variables and dependent rows whose answer is one of the user's program. */
export interface Candidate {
  /** Whether the interior-point method sees the user's program or its dual. */
  readonly side: Side;
  readonly reduction: Reduction;
  /** The claim of an answer of the interior-point method, or null where its certificate does not hold on the user's data. */
  judge(answer: ReducedAnswer): Judged | null;
  /** Claims of linear algebra alone. */
  readonly proof: Judged | null;
  readonly ray: Judged | null;
}

/**
 * The user's program itself, its free variables eliminated, or its dual, where the multipliers of its equality rows, free variables there, are eliminated.
 */
export function candidateOn(side: Side, user: UserProgram, slackUnits: SlackUnits = 'given'): Candidate {
  const standard = standardOfUser(user, slackUnits);
  const dual = side === 'dual' ? dualise(standard.program) : null;
  const reduction = reduceProgram(dual?.program ?? standard.program);
  const pointOf = (x: Float64Array): Float64Array => standard.variables(dual ? dual.variables(x) : x);
  const multipliersOf = (y: Float64Array): Float64Array => standard.multipliers(dual ? dual.multipliers(y) : y);
  const back = (x: Float64Array, y: Float64Array, homogeneous: boolean): Pair => {
    const [primal, multipliers] = [reduction.primal(x, homogeneous), reduction.dual(y, homogeneous)];
    return dual
      ? { x: pointOf(multipliers), multipliers: multipliersOf(primal) }
      : { x: pointOf(primal), multipliers: multipliersOf(multipliers) };
  };
  const [proof, ray] = dual ? [reduction.ray, reduction.proof] : [reduction.proof, reduction.ray];
  return {
    side,
    reduction,
    judge: (answer) => judge(user, answer, back, dual !== null),
    proof: proof && proofOf(user, multipliersOf(proof)),
    ray: ray && rayOf(user, pointOf(ray)),
  };
}

/** Rows that the interior-point method meets on either side, if no row depends on others: m - free and n - m, slacks counted. */
export function expectedRows(user: UserProgram): { primal: number; dual: number } {
  const slacks = user.rows.length - user.equality;
  return { primal: user.rows.length - user.free, dual: user.n + slacks - user.rows.length };
}

function judge(
  user: UserProgram,
  answer: ReducedAnswer,
  back: (x: Float64Array, y: Float64Array, homogeneous: boolean) => Pair,
  swapped: boolean,
): Judged | null {
  const { status } = answer;
  const certificate = status === 'infeasible' || status === 'unbounded';
  const { x, multipliers } = back(answer.x, answer.y, certificate);
  if (!certificate) return { kind: 'point', answer: judgePoint(user, x, multipliers) };
  return (status === 'infeasible') !== swapped ? proofOf(user, multipliers) : rayOf(user, x);
}

function proofOf(user: UserProgram, multipliers: Float64Array): Judged | null {
  const proof = judgeProof(user, multipliers);
  return proof && { kind: 'infeasible', ...proof };
}

function rayOf(user: UserProgram, x: Float64Array): Judged | null {
  const ray = judgeRay(user, x);
  return ray && { kind: 'unbounded', ...ray };
}
