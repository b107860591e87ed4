import { charge, NO_COST, type SolverCost } from '../solverCost.ts';
import { solveSome } from '../../conic/batching.ts';
import { type Refutation, refuteThresholds } from './refuteThreshold.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import { sumOfRoots } from '../design/relaxedDesign.ts';
import { advanceCbf, type RelaxedCbf, startCbf } from './relaxedCbf.ts';
import type { SymbolTask } from './symbolTask.ts';

/** First grid of the common interference, as powers of ten of Imax. */
const GRID = [-2.5, -2, -1.5, -1, -0.5, 0];
/** Half-widths of the refinements around the best point. */
const REFINEMENTS = [0.25, 0.125];
/** Runs of a task that are looked at again once the vectors of the best are known. */
const KEPT = 6;
/** Passes over C at each level: it settles in two. */
const PASSES = 2;

/**
 * Design `joint` of SLP-CBF: for every task a search over the common interference level I_sl, the levels of all tasks as one
 * batch, only C alternating, refined around the best: the alternation of `paper`, which starts at Imax, costs reach (docs/corrections.md).
 *
 * @param refinements half-widths of the refinements in powers of ten; none for a first look.
 */
export async function searchCbf(
  tasks: readonly SymbolTask[],
  settings: InnerSettings,
  refinements: readonly number[] = REFINEMENTS,
): Promise<RelaxedCbf[]> {
  return (await searchLevels(tasks, settings, refinements, false)).map(({ best }) => best);
}

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
 * `searchCbf` with the runs that were not the best.
 *
 * @param proofs prove infeasible tasks to be so, or find a level between those of the grid. Default true.
 */
export async function searchLevels(
  tasks: readonly SymbolTask[],
  settings: InnerSettings,
  refinements: readonly number[] = REFINEMENTS,
  proofs = true,
): Promise<SearchedLevels[]> {
  const all: RelaxedCbf[][] = tasks.map(() => []);
  const best: (RelaxedCbf | undefined)[] = tasks.map(() => undefined);
  const spent = tasks.map(() => ({ ...NO_COST }));
  const explore = async (levels: readonly (readonly number[])[]): Promise<void> => {
    const runs = levels.flatMap((list, owner) => {
      const s = tasks[owner] as SymbolTask;
      return list.map((level) => ({ owner, s, run: startCbf(s, level) }));
    });
    let active = runs;
    for (let pass = 0; pass < PASSES && active.length > 0; pass++) {
      const advanced = await advanceCbf(
        active.map(({ s }) => s),
        active.map(({ run }) => run),
        settings,
      );
      active = active.filter((_, k) => advanced[k]);
    }
    for (const { owner, run } of runs) {
      charge(spent[owner] as SolverCost, run);
      if (isSolved(run.status)) all[owner]?.push(run);
      if (isBetter(run, best[owner])) best[owner] = run;
    }
  };
  const imax = tasks.map((s) => s.task.scenario.maxInterference);
  await explore(imax.map((most) => GRID.map((p) => most * 10 ** p)));
  const refuted = await solveSome(
    tasks,
    (_, i) => proofs && best[i]?.status === 'infeasible',
    (missed) => refuteThresholds(missed, settings),
  );
  refuted.forEach((refutation, i) => {
    if (!refutation) return;
    withRefutation(best[i] as RelaxedCbf, refutation);
    charge(spent[i] as SolverCost, refutation);
  });
  // between the levels of the grid there may be some that reach the threshold
  await explore(refuted.map((refutation) => [refutation?.level ?? []].flat()));
  for (const half of refinements)
    await explore(
      best.map((run, i) => {
        if (!run || !isSolved(run.status)) return [];
        return [-half, half]
          .map((p) => run.interference * 10 ** p)
          .filter((level) => level <= (imax[i] as number) * (1 + 1e-12));
      }),
    );
  return best.map((run, i) => {
    if (!run) throw new Error('internal error: every task was explored');
    const others = (all[i] ?? []).filter((other) => other !== run);
    others.sort((a, b) => sumOfRoots(a.crb) - sumOfRoots(b.crb));
    return { best: { ...run, ...(spent[i] as SolverCost) }, others: others.slice(0, KEPT) };
  });
}

/** Solved before failed, a certificate before no claim, then the smaller sum of RCRBs. */
function isBetter(run: RelaxedCbf, other: RelaxedCbf | undefined): boolean {
  if (!other) return true;
  const rank = (r: RelaxedCbf): number => (isSolved(r.status) ? 0 : r.status === 'infeasible' ? 2 : 1);
  if (rank(run) !== rank(other)) return rank(run) < rank(other);
  return rank(run) === 0 && sumOfRoots(run.crb) < sumOfRoots(other.crb);
}
