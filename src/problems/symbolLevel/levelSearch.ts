import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import { invariant } from '../../errors.ts';
import { UNNORMALIZED } from '../design/normalization.ts';
import { sumOfRoots } from '../design/relaxedDesign.ts';
import { charge, NO_COST, type SolverCost } from '../solverCost.ts';
import { advanceCbf, type RelaxedCbf, startCbf } from './relaxedCbf.ts';
import type { SymbolTask } from './symbolTask.ts';

/** Powers of ten this close are one level. */
const SAME = 1e-6;

/** What was tried for one task. */
export interface LevelSearch {
  readonly s: SymbolTask;
  /** Runs at all levels that were tried. */
  readonly tried: RelaxedCbf[];
  /** Null before the first level. */
  best: RelaxedCbf | null;
  readonly spent: SolverCost;
}

/** A search in which nothing was tried. */
export function newSearch(s: SymbolTask): LevelSearch {
  return { s, tried: [], best: null, spent: { ...NO_COST } };
}

/** The best run of a search, charged with all programs. */
export function bestOf({ best, spent }: LevelSearch): RelaxedCbf {
  invariant(best, 'every task was searched');
  return { ...best, ...spent };
}

/** True where a level was solved. */
export function isReached({ best }: LevelSearch): boolean {
  return best !== null && isSolved(best.status);
}

/** The levels on both sides of the best one, Imax at most, that were not tried yet. */
export function untried({ s, best, tried }: LevelSearch, half: number, lowest = -Infinity): number[] {
  const { maxInterference } = s.task.scenario;
  const own = Math.log10((best as RelaxedCbf).interference / maxInterference);
  const isNew = (power: number): boolean =>
    tried.every((run) => Math.abs(Math.log10(run.interference / maxInterference) - power) > SAME);
  return [own - half, own + half]
    .filter((power) => power < SAME && power > lowest - SAME && isNew(power))
    .map((power) => maxInterference * 10 ** Math.min(0, power));
}

/**
 * Solves all levels of all tasks as one batch and keeps the best run of each.
 *
 * @param near what the runs of each task start from; default: its best one so far.
 */
export async function tryLevels(
  searches: readonly LevelSearch[],
  levels: readonly (readonly number[])[],
  settings: InnerSettings,
  near: readonly (RelaxedCbf | undefined)[] = searches.map(
    (search) => (isReached(search) ? search.best : null) ?? undefined,
  ),
): Promise<void> {
  const runs = searches.flatMap((search, i) =>
    (levels[i] ?? []).map((level) => ({ search, run: startCbf(search.s, level, UNNORMALIZED, near[i]) })),
  );
  await advanceRuns(runs, settings);
  for (const { search, run } of runs) {
    search.tried.push(run);
    if (isBetter(run, search.best)) search.best = run;
  }
}

/** One step of all runs as one batch; the search pays for it. */
export async function advanceRuns(
  runs: readonly { readonly search: LevelSearch; readonly run: RelaxedCbf }[],
  settings: InnerSettings,
): Promise<void> {
  if (runs.length === 0) return;
  await advanceCbf(
    runs.map(({ search }) => search.s),
    runs.map(({ run }) => run),
    settings,
  );
  for (const { search, run } of runs) {
    charge(search.spent, run);
    Object.assign(run, NO_COST);
  }
}

/** Solved before failed, a certificate before no claim, then the smaller sum of RCRBs. */
export function isBetter(run: RelaxedCbf, other: RelaxedCbf | null): boolean {
  if (!other) return true;
  const rank = (r: RelaxedCbf): number => (isSolved(r.status) ? 0 : r.status === 'infeasible' ? 2 : 1);
  if (rank(run) !== rank(other)) return rank(run) < rank(other);
  return rank(run) === 0 && sumOfRoots(run.crb) < sumOfRoots(other.crb);
}
