import type { ConicStatus } from '../../conic/status.ts';
import type { Certificate } from '../../model/certificates/certificate.ts';
import type { SolverCost } from '../solverCost.ts';
import type { ConvergenceStep, Normalization } from '../types.ts';
import { type Normalized, UNNORMALIZED } from './normalization.ts';
import { type BlockTask, tightenedThreshold } from './relaxedDesign.ts';

/** Choices of Algorithm 1 that the paper leaves open, and repairs of it (docs/corrections.md, docs/decisions/0004-designs-and-rank-one.md). */

/** Stop when the relative change of the watched quantity is below this. */
export const SETTLED = 1e-3;
export const MAX_ALTERNATIONS = 20;
/** Programs of a design of robustness `exact` at most: those of its alternation, and those that look for the errors. */
export const MOST_STEPS = 40;
/** B asks for t <= t* (1 + this), otherwise it has no interior. */
export const CRB_SLACK = 1e-5;
/** Interference caps never fall below this multiple of the noise power, otherwise the next A has no interior. */
export const INTERFERENCE_FLOOR = 1e-3;
/** The leakage cap never falls below this multiple of its maximum, for the same reason. */
export const LEAKAGE_FLOOR = 1e-6;
/** g* of B is at least this: where rho = 1 leaves g free it may be 0, which has no SINR row. */
export const SMALLEST_SINR = 1e-6;
/** CRB cap of B at rho = 0, where the CRB is left free, in rad^2: an angle known to a radian is no knowledge. */
export const FREE_CRB = 1;

/** The best of the values seen, and what has it: the latest one that has settled at the smallest value, which is within 1e-3 of it. */
export interface Best<T> {
  readonly what: T;
  readonly smallest: number;
}

/** Takes up a value, smaller being better. Which of two that have settled is kept must not depend on the arithmetic: the later one is. */
export function keepBest<T>(best: Best<T> | null, what: T, value: number): Best<T> {
  if (best === null || !(value > best.smallest + SETTLED * Math.abs(best.smallest)))
    return { what, smallest: Math.min(value, best?.smallest ?? Infinity) };
  return best;
}

/** True when the later of two values of the watched quantity has settled. */
export function hasSettled(earlier: number, later: number): boolean {
  return Math.abs(later - earlier) < SETTLED * Math.abs(earlier);
}

/** A task under way in Algorithm 1. */
export interface AlternationRun extends SolverCost {
  readonly task: BlockTask;
  /** g, linear, tightened; NaN in the weighted form. */
  readonly threshold: number;
  readonly normalization: Normalization | null;
  iterations: number;
  /** Set when the task ends without a design. */
  failure: ConicStatus | null;
  infeasibility: readonly Certificate[];
  readonly convergence: ConvergenceStep[];
}

/** A task before its first program. */
export function newRun(task: BlockTask, tighten: number, normalized: Normalized = UNNORMALIZED): AlternationRun {
  const { pair, failed, ...spent } = normalized;
  const threshold = tightenedThreshold(task, tighten);
  const run = { task, threshold, normalization: pair, failure: failed, infeasibility: [], convergence: [] };
  return { ...run, iterations: 0, ...spent };
}

/** The steps of Algorithm 1 for runs of one kind. */
interface Steps<R> {
  /** A of every run. Returns the runs whose programs were all solved; the others keep their last ones. */
  readonly stepA: (runs: readonly R[], stage: 'first' | 'later') => Promise<readonly R[]>;
  /** B of every run, and what it changes of the next A. */
  readonly stepB: (runs: readonly R[]) => Promise<void>;
  /** What the stop rule watches of the latest A. */
  readonly watched: (run: R) => number;
}

/** A and B of all runs in turn, until what the stop rule watches of a run has settled, 20 times at most; then a last A with the final caps. */
export async function alternate<R extends AlternationRun>(
  runs: readonly R[],
  { stepA, stepB, watched }: Steps<R>,
): Promise<void> {
  let active = runs.filter((run) => run.failure === null);
  const last: R[] = [];
  for (let iteration = 1; active.length > 0; iteration++) {
    const before = new Map(active.map((run) => [run, watched(run)]));
    const done = await stepA(active, iteration === 1 ? 'first' : 'later');
    for (const run of done) run.iterations = iteration;
    await stepB(done);
    active = [];
    for (const run of done) {
      const settled = iteration > 1 && hasSettled(before.get(run) ?? Number.NaN, watched(run));
      (settled || iteration === MAX_ALTERNATIONS ? last : active).push(run);
    }
  }
  await stepA(last, 'later');
}
