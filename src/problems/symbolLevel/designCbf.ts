import { stack } from '../stack.ts';
import { leastPrecise, type SolverPath } from '../../conic/solverPath.ts';
import type { ConicSettings } from '../../conic/solution.ts';
import { isSolved } from '../../conic/status.ts';
import type { DesignedPrecoders } from '../types.ts';
import { sensingOfTransmission } from '../../model/crb.ts';
import { type AchievedItem, achieveTransmit } from './achieveTransmit.ts';
import { alternateCbf } from './alternateCbf.ts';
import { programA, type RelaxedCbf, sinrOfBs, sumOfRoots } from './relaxedCbf.ts';
import { type Refutation, refuteThresholds } from './refuteThreshold.ts';
import { searchLevels, withRefutation } from './searchCbf.ts';
import type { SymbolTask } from './symbolTask.ts';
import { transmitDesign } from './transmitDesign.ts';
import { searchWeightedCbf } from './weightedCbf.ts';

/** Relaxed designs of a task, the best bound first, with the task whose programs they solve: after a weighted search, that of its g. */
interface Relaxed {
  readonly at: SymbolTask;
  readonly run: RelaxedCbf;
  /** Solved at other levels of the common interference. */
  readonly others: readonly RelaxedCbf[];
}

/** Other levels whose vectors are made where those of the best bound leave a gap. */
const OTHER_LEVELS = 2;
/** A level counts as promising when its bound leaves room for this share of the gap of the best one. */
const REMAINING_GAP = 0.5;

/**
 * SLP-CBF of more than one cell: the relaxed designs by their own method, then the vectors of all of them as one batch. A lower interference may leave a
 * smaller gap between bound and vectors, so that `joint` also makes the vectors of promising levels below the best one: the
 * smallest achieved sum of RCRBs wins.
 */
export async function designCbf(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<DesignedPrecoders[]> {
  const relaxed: Relaxed[] = [];
  const groups = [
    { of: (s: SymbolTask) => s.task.design === 'paper', relax: alternation },
    { of: (s: SymbolTask) => s.task.design !== 'paper' && s.rho === null, relax: interferenceSearch },
    { of: (s: SymbolTask) => s.task.design !== 'paper' && s.rho !== null, relax: weightedSearch },
  ];
  for (const { of, relax } of groups) {
    const index = tasks.flatMap((s, i) => (of(s) ? [i] : []));
    const found = await relax(
      index.map((i) => tasks[i] as SymbolTask),
      settings,
    );
    found.forEach((r, j) => {
      relaxed[index[j] as number] = r;
    });
  }
  const solved = tasks.flatMap((_, i) => (isSolved((relaxed[i] as Relaxed).run.status) ? [i] : []));
  const first = await achieveRuns(
    solved.map((i) => ({
      s: tasks[i] as SymbolTask,
      at: (relaxed[i] as Relaxed).at,
      run: (relaxed[i] as Relaxed).run,
    })),
    settings,
  );
  const chosen = new Map(solved.map((i, k) => [i, first[k] as AchievedRun]));
  const more = solved.flatMap((i) => {
    const { at, others } = relaxed[i] as Relaxed;
    const s = tasks[i] as SymbolTask;
    return promising(chosen.get(i) as AchievedRun, others).map((run) => ({ i, s, at, run }));
  });
  const second = await achieveRuns(more, settings);
  more.forEach(({ i }, k) => {
    const [best, other] = [chosen.get(i) as AchievedRun, second[k] as AchievedRun];
    const winner = other.value < best.value ? other : best;
    const solverIterations = best.run.solverIterations + cost(best) + cost(other) - cost(winner);
    const solverPath = leastPrecise([best, other].flatMap(pathsOf));
    chosen.set(i, { ...winner, run: { ...winner.run, solverIterations, solverPath } });
  });
  return tasks.map((s, i) => {
    const own = chosen.get(i);
    if (!own) return transmitDesign(s, (relaxed[i] as Relaxed).run, s.threshold, []);
    return transmitDesign(s, own.run, Math.min(...own.item.sinr), own.item.parts);
  });
}

/** A relaxed design with its vectors. */
interface AchievedRun {
  readonly run: RelaxedCbf;
  readonly item: AchievedItem;
  /** Sum of the RCRBs of the vectors; infinite without any. */
  readonly value: number;
}

/** Arithmetic of the programs behind a design and its vectors. */
function pathsOf({ run, item }: AchievedRun): SolverPath[] {
  return [run.solverPath, ...item.parts.map((a) => a.solverPath)];
}

/** Interior-point iterations behind the vectors. */
function cost({ item }: AchievedRun): number {
  return item.parts.reduce((sum, a) => sum + a.solverIterations, 0);
}

async function achieveRuns(
  runs: readonly { readonly s: SymbolTask; readonly at: SymbolTask; readonly run: RelaxedCbf }[],
  settings: ConicSettings,
): Promise<AchievedRun[]> {
  const items = await achieveTransmit(
    runs.map(({ s, at, run }) => {
      const { solutions } = run;
      const programs = run.echo.map((_, bs) => programA(at, run, bs));
      return { s, programs, solutions, sinr: sinrOfBs(at, solutions) };
    }),
    settings,
  );
  return runs.map(({ s, run }, k) => {
    const item = items[k] as AchievedItem;
    const { scenario, realization } = s.task;
    if (item.parts.some((a) => a.vectors === null)) return { run, item, value: Infinity };
    const vectors = stack(item.parts.map((a) => a.vectors as Float64Array));
    const { crb } = sensingOfTransmission(scenario, realization, { cooperation: 'cbf', vectors });
    return { run, item, value: sumOfRoots(crb) };
  });
}

/** Runs at a lower interference whose bound the vectors at hand do not beat by more than a smaller gap would explain. */
function promising({ run, value }: AchievedRun, others: readonly RelaxedCbf[]): readonly RelaxedCbf[] {
  const bound = sumOfRoots(run.crb);
  const room = Number.isFinite(value) ? value - REMAINING_GAP * (value - bound) : Infinity;
  return others
    .filter((other) => other.interference < run.interference && sumOfRoots(other.crb) < room)
    .slice(0, OTHER_LEVELS);
}

async function alternation(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<Relaxed[]> {
  const runs = await alternateCbf(tasks, settings);
  await proveInfeasible(tasks, runs, settings);
  return runs.map((run, i) => ({ at: tasks[i] as SymbolTask, run, others: [] }));
}

/** Gives infeasible runs a proof; where a common level reaches the threshold after all, no claim is left of them. */
async function proveInfeasible(
  tasks: readonly SymbolTask[],
  runs: readonly RelaxedCbf[],
  settings: ConicSettings,
): Promise<void> {
  const failed = runs.flatMap((run, i) => (run.status === 'infeasible' ? [i] : []));
  const refuted = await refuteThresholds(
    failed.map((i) => tasks[i] as SymbolTask),
    settings,
  );
  failed.forEach((i, k) => withRefutation(runs[i] as RelaxedCbf, refuted[k] as Refutation));
}

async function interferenceSearch(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<Relaxed[]> {
  const runs = await searchLevels(tasks, settings);
  return runs.map(({ best, others }, i) => ({ at: tasks[i] as SymbolTask, run: best, others }));
}

async function weightedSearch(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<Relaxed[]> {
  const found = await searchWeightedCbf(tasks, settings);
  await proveInfeasible(
    found.map(({ task }) => task),
    found.map(({ run }) => run),
    settings,
  );
  return found.map(({ task, run }) => ({ at: task, run, others: [] }));
}
