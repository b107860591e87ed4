import { charge, NO_COST } from '../solverCost.ts';
import { solveSome } from '../../conic/batching.ts';
import { searchSettings } from '../searchSettings.ts';
import { type Refutation, refuteThresholds } from './refuteThreshold.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import { sumOfRoots } from '../design/relaxedDesign.ts';
import {
  advanceRuns,
  bestOf,
  isBetter,
  isReached,
  type LevelSearch,
  newSearch,
  tryLevels,
  untried,
} from './levelSearch.ts';
import type { RelaxedCbf } from './relaxedCbf.ts';
import type { SymbolTask } from './symbolTask.ts';

/** First levels of the common interference, as powers of ten of Imax: the sum of the RCRBs falls towards its best level and rises behind it. */
const FIRST_GRID = [-2, -1, 0];
/** Levels that are tried where none of the first is in reach. */
const SECOND_GRID = [-2.5, -1.5, -0.5];
/** Half-widths of the refinements around the best point. */
const REFINEMENTS = [0.5, 0.25, 0.125];
/** Runs of the grids up to this far above the best one are given their own echo covariances before the best is chosen. */
const CLOSE = 1.02;
/** Distance of neighbouring levels in a search from a level near by. */
const NEIGHBOUR = 0.5;
/** The lowest level of such a search. */
const LOWEST = -2.5;
/** Runs of a task that are looked at again once the vectors of the best are known. */
const KEPT = 6;

/** The best run of a task, and others that were solved, the smaller bound first. */
export interface SearchedLevels {
  readonly best: RelaxedCbf;
  readonly others: readonly RelaxedCbf[];
}

/** Gives an infeasible run what was found about its threshold: the proof. Its programs are charged to it. */
export function withRefutation(run: RelaxedCbf, refutation: Refutation): void {
  if (refutation.certificate) run.infeasibility = [refutation.certificate];
  charge(run, refutation);
}

/**
 * Design `joint` of SLP-CBF: for every task a search over the common interference level I_sl, the levels of all tasks as one
 * batch, refined around the best: the alternation of `paper`, which starts at Imax, costs reach (docs/corrections.md). The levels of the grid are solved with the echo
 * covariances of noise, and once more with their own where they are close to the best; those of the refinements with the ones of the best. Infeasible tasks are proven to be so, or a
 * level between those of the grid is found.
 */
export async function searchLevels(tasks: readonly SymbolTask[], requested: InnerSettings): Promise<SearchedLevels[]> {
  const settings = searchSettings(requested);
  const searches = tasks.map(newSearch);
  await tryGrid(searches, settings);
  const refuted = await solveSome(
    searches,
    ({ best }) => best?.status === 'infeasible',
    (missed) =>
      refuteThresholds(
        missed.map(({ s }) => s),
        requested,
      ),
  );
  searches.forEach(({ best, spent }, i) => {
    if (!refuted[i]) return;
    withRefutation(best as RelaxedCbf, refuted[i]);
    charge(spent, refuted[i]);
  });
  // between the levels of the grid there may be some that reach the threshold
  await tryLevels(
    searches,
    refuted.map((refutation) => [refutation?.level ?? []].flat()),
    settings,
  );
  await settle(searches, settings);
  await refine(searches, REFINEMENTS, settings);
  return searches.map((search) => {
    const best = bestOf(search);
    const others = search.tried.filter((other) => other !== search.best && isSolved(other.status));
    others.sort((a, b) => sumOfRoots(a.crb) - sumOfRoots(b.crb));
    return { best, others: others.slice(0, KEPT) };
  });
}

/**
 * A first look at every task: the best of the levels half a power of ten apart.
 *
 * @param near a run of the same channels at a threshold near by, whose level, echo covariances and states the search starts from; undefined where there is none.
 */
export async function searchNear(
  tasks: readonly SymbolTask[],
  near: readonly (RelaxedCbf | undefined)[],
  requested: InnerSettings,
): Promise<RelaxedCbf[]> {
  const settings = searchSettings(requested);
  const searches = tasks.map(newSearch);
  await tryLevels(
    searches,
    near.map((run) => (run ? [run.interference] : [])),
    settings,
    near,
  );
  const lost = searches.filter((search) => !isReached(search));
  await tryGrid(lost, settings);
  await settle(lost, settings);
  // downhill, one level at a time on both sides
  for (let open = searches; open.length > 0;) {
    const levels = open.map((search) => (isReached(search) ? untried(search, NEIGHBOUR, LOWEST) : []));
    await tryLevels(open, levels, settings);
    open = open.filter((_, i) => (levels[i] as readonly number[]).length > 0);
  }
  return searches.map(bestOf);
}

/** Runs at levels nearer to the best known one of each task; the better of both, charged with all. */
export async function refineLevels(
  tasks: readonly SymbolTask[],
  runs: readonly RelaxedCbf[],
  requested: InnerSettings,
): Promise<RelaxedCbf[]> {
  const searches = tasks.map((s, i): LevelSearch => {
    const best = runs[i] as RelaxedCbf;
    return { s, tried: [best], best, spent: { ...NO_COST } };
  });
  for (const { best, spent } of searches) charge(spent, best as RelaxedCbf);
  await refine(searches, REFINEMENTS.slice(1), searchSettings(requested));
  return searches.map(bestOf);
}

/** The first grid, and the second where nothing of it is in reach. */
async function tryGrid(searches: readonly LevelSearch[], settings: InnerSettings): Promise<void> {
  for (const grid of [FIRST_GRID, SECOND_GRID]) {
    const open = searches.filter((search) => !isReached(search));
    await tryLevels(
      open,
      open.map(({ s, tried }) => {
        const levels = grid.map((p) => s.task.scenario.maxInterference * 10 ** p);
        return levels.filter((level) => !tried.some((run) => run.interference === level));
      }),
      settings,
    );
  }
}

/** Solves the runs of a grid that are close to the best one with their own echo covariances, from their states, and chooses the best anew. */
async function settle(searches: readonly LevelSearch[], settings: InnerSettings): Promise<void> {
  const reached = searches.filter(isReached);
  const close = reached.map(({ best, tried }) => {
    const most = CLOSE * sumOfRoots((best as RelaxedCbf).crb);
    return tried.filter((run) => isSolved(run.status) && sumOfRoots(run.crb) <= most);
  });
  await advanceRuns(
    reached.flatMap((search, i) => (close[i] ?? []).map((run) => ({ search, run }))),
    settings,
  );
  reached.forEach((search, i) => {
    search.best = (close[i] as RelaxedCbf[]).reduce((best, run) => (isBetter(run, best) ? run : best));
  });
}

async function refine(
  searches: readonly LevelSearch[],
  halfWidths: readonly number[],
  settings: InnerSettings,
): Promise<void> {
  for (const half of halfWidths)
    await tryLevels(
      searches,
      searches.map((search) => (isReached(search) ? untried(search, half) : [])),
      settings,
    );
}
