import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import { searchCurves } from '../design/searchCurves.ts';
import { solveSome } from '../../conic/batching.ts';
import { type RelaxedCbf, startCbf } from './relaxedCbf.ts';
import { refineLevels, searchNear } from './searchCbf.ts';
import type { SymbolTask } from './symbolTask.ts';

/** A relaxed design at the g that the search chose for it. */
export interface WeightedCbf {
  /** The task as one of the threshold form at that g. */
  readonly task: SymbolTask;
  readonly run: RelaxedCbf;
}

/**
 * Design `joint` of SLP-CBF in the weighted form: maximise -rho t*(g)/NFR + (1-rho) sqrt(g)/NFC over g, where t*(g) is the sum
 * of the CRBs at the best of a grid of the common interference, which is refined for the g that are chosen. The search at a g starts from the nearest g that was searched
 * before.
 */
export async function searchWeightedCbf(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<WeightedCbf[]> {
  const known = new Map<SymbolTask, Set<WeightedCbf>>();
  const curves = await searchCurves<SymbolTask, WeightedCbf>(tasks, {
    taskOf: ({ task }) => task,
    async measure(points) {
      const at = points.map(({ item, sinr }): SymbolTask => ({ ...item, rho: null, threshold: sinr }));
      const near = points.map(({ item, sinr }) => nearest(known.get(item) ?? [], sinr));
      const runs = await searchNear(at, near, settings);
      return runs.map((run, i) => {
        const { item } = points[i] as (typeof points)[number];
        const design = { task: at[i] as SymbolTask, run };
        if (!known.has(item)) known.set(item, new Set());
        const solved = isSolved(run.status);
        if (solved) known.get(item)?.add(design);
        // whether g is in reach is found out when the vectors are made
        return { solved, certain: solved, sensing: run.crb.reduce((a, b) => a + b, 0), design };
      });
    },
    costOf: ({ run }) => run,
    communication: Math.sqrt,
    forget(design) {
      for (const own of known.values()) own.delete(design);
      const solutions = design.run.solutions.map((s) => ({ ...s, state: NO_STATE }));
      return { ...design, run: { ...design.run, solutions, states: [] } };
    },
  });
  const found = curves.map(({ best, lowest, normalization, cost }, i): WeightedCbf => {
    const task = tasks[i] as SymbolTask;
    if (!best) return { task, run: { ...startCbf(task, Number.NaN), status: lowest.run.status, ...cost } };
    // the search knows g as it is; what is claimed for the design is tightened afterwards
    return { task: best.task, run: { ...best.run, ...cost, normalization } };
  });
  const refined = await solveSome(
    found,
    ({ run }) => isSolved(run.status),
    (chosen) =>
      refineLevels(
        chosen.map(({ task }) => task),
        chosen.map(({ run }) => run),
        settings,
      ),
  );
  return found.map(({ task, run }, i) => ({ task, run: { ...(refined[i] ?? run), normalization: run.normalization } }));
}

const NO_STATE = new Float64Array(0);

/** The run at the g nearest to one, in dB. */
function nearest(known: Iterable<WeightedCbf>, sinr: number): RelaxedCbf | undefined {
  let best: WeightedCbf | undefined;
  const distance = ({ task }: WeightedCbf): number => Math.abs(Math.log(task.threshold / sinr));
  for (const design of known) if (!best || distance(design) < distance(best)) best = design;
  return best?.run;
}
