import { solveGroups } from '../solveGroups.ts';
import { sumOfCosts } from '../solverCost.ts';
import { stack } from '../../linalg/stack.ts';
import { solveInBatches, solveSome } from '../../conic/batching.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import type { DesignedPrecoders } from '../types.ts';
import { keepsAmplitudes } from '../../model/claimChecks.ts';
import { sensingOfTransmission } from '../../model/crb.ts';
import { type AchievedItem, achieveTransmit, finishTransmit } from './achieveTransmit.ts';
import { alternateCbf } from './alternateCbf.ts';
import { sumOfRoots } from '../design/relaxedDesign.ts';
import { finishCbf, programA, type RelaxedCbf, sinrOfBs } from './relaxedCbf.ts';
import { refuteThresholds } from './refuteThreshold.ts';
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
/** Share of a cap on amplitudes by which vectors may exceed it before their last step. */
const NEARLY = 1e-4;

/**
 * SLP-CBF of more than one cell: the relaxed designs by their own method, then the vectors of all of them as one batch. A lower interference may leave a
 * smaller gap between bound and vectors, so that `joint` also makes the vectors of promising levels below the best one: the
 * smallest achieved sum of RCRBs wins.
 */
export async function designCbf(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<DesignedPrecoders[]> {
  const relaxed = await solveInBatches(tasks, methodOf, (batch, method) => METHODS[method as Method](batch, settings));
  const achieved = await solveSome(
    relaxed.map((r, i): RunToAchieve => ({ s: tasks[i] as SymbolTask, ...r })),
    ({ run }) => isSolved(run.status),
    (solved) => achieveRuns(solved, settings),
  );
  const more = relaxed.map(({ at, others }, i): RunToAchieve[] => {
    const own = achieved[i];
    return own ? promising(own, others).map((run) => ({ s: tasks[i] as SymbolTask, at, run })) : [];
  });
  const second = await solveGroups(more, async (chosen) => {
    const runs = await finishCbf(
      chosen.map(({ at }) => at),
      chosen.map(({ run }) => run),
      settings,
    );
    return achieveRuns(
      chosen.map((own, i) => ({ ...own, run: runs[i] as RelaxedCbf })),
      settings,
    );
  });
  const best = achieved.map((own, i) => own && (second[i] as AchievedRun[]).reduce(betterOf, own));
  const finished = await solveSome(
    best,
    (own) => own !== undefined,
    (chosen) =>
      finishTransmit(
        chosen.map((own) => (own as AchievedRun).item),
        settings,
      ),
  );
  return tasks.map((s, i) => {
    const item = finished[i];
    if (!item) return transmitDesign(s, (relaxed[i] as Relaxed).run, s.threshold, []);
    return transmitDesign(s, (best[i] as AchievedRun).run, Math.min(...item.sinr), item.parts);
  });
}

type Method = keyof typeof METHODS;
const METHODS = { alternation, interferenceSearch, weightedSearch };

function methodOf({ task, rho }: SymbolTask): Method {
  if (task.design === 'paper') return 'alternation';
  return rho === null ? 'interferenceSearch' : 'weightedSearch';
}

/** A relaxed design whose vectors are to be made. */
type RunToAchieve = Pick<Relaxed, 'at' | 'run'> & { readonly s: SymbolTask };

/** A relaxed design with its vectors. */
interface AchievedRun {
  readonly run: RelaxedCbf;
  readonly item: AchievedItem;
  /** Sum of the RCRBs of the vectors; infinite without any, and where they exceed the cap on amplitudes. */
  readonly value: number;
}

/** The one whose vectors are better, charged with the programs of both. */
function betterOf(best: AchievedRun, other: AchievedRun): AchievedRun {
  const [winner, loser] = other.value < best.value ? [other, best] : [best, other];
  return { ...winner, run: { ...winner.run, ...sumOfCosts([best.run, other.run, ...loser.item.parts]) } };
}

async function achieveRuns(runs: readonly RunToAchieve[], settings: InnerSettings): Promise<AchievedRun[]> {
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
    const { crb, amplitudeCrb } = sensingOfTransmission(scenario, realization, { cooperation: 'cbf', vectors });
    // while the last step is to come: what vectors exceed a cap by is more, if they exceed it
    const kept = keepsAmplitudes(
      scenario,
      amplitudeCrb.map((x) => x * (1 - NEARLY)),
    );
    return { run, item, value: kept ? sumOfRoots(crb) : Infinity };
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

async function alternation(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<Relaxed[]> {
  const runs = await alternateCbf(tasks, settings);
  await proveInfeasible(tasks, runs, settings);
  return runs.map((run, i) => ({ at: tasks[i] as SymbolTask, run, others: [] }));
}

/** Gives infeasible runs a proof; where a common level reaches the threshold after all, no claim is left of them. */
async function proveInfeasible(
  tasks: readonly SymbolTask[],
  runs: readonly RelaxedCbf[],
  settings: InnerSettings,
): Promise<void> {
  const refuted = await solveSome(
    tasks,
    (_, i) => runs[i]?.status === 'infeasible',
    (failed) => refuteThresholds(failed, settings),
  );
  runs.forEach((run, i) => refuted[i] && withRefutation(run, refuted[i]));
}

async function interferenceSearch(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<Relaxed[]> {
  const found = await searchLevels(tasks, settings);
  const finished = await finishSolved(
    tasks,
    found.map(({ best }) => best),
    settings,
  );
  return found.map(({ others }, i) => ({ at: tasks[i] as SymbolTask, run: finished[i] as RelaxedCbf, others }));
}

async function weightedSearch(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<Relaxed[]> {
  const found = await searchWeightedCbf(tasks, settings);
  await proveInfeasible(
    found.map(({ task }) => task),
    found.map(({ run }) => run),
    settings,
  );
  const finished = await finishSolved(
    found.map(({ task }) => task),
    found.map(({ run }) => run),
    settings,
  );
  return found.map(({ task }, i) => ({ at: task, run: finished[i] as RelaxedCbf, others: [] }));
}

/** The solved runs finished, the others as they are. */
async function finishSolved(
  tasks: readonly SymbolTask[],
  runs: readonly RelaxedCbf[],
  settings: InnerSettings,
): Promise<RelaxedCbf[]> {
  const finished = await solveSome(
    runs.map((run, i) => ({ s: tasks[i] as SymbolTask, run })),
    ({ run }) => isSolved(run.status),
    (solved) =>
      finishCbf(
        solved.map(({ s }) => s),
        solved.map(({ run }) => run),
        settings,
      ),
  );
  return runs.map((run, i) => finished[i] ?? run);
}
