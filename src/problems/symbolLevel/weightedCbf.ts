import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import { searchCurves } from '../design/searchCurves.ts';
import { sumOfCosts } from '../solverCost.ts';
import { solveSome } from '../../conic/batching.ts';
import { type RelaxedCbf, startCbf } from './relaxedCbf.ts';
import { searchCbf } from './searchCbf.ts';
import type { SymbolTask } from './symbolTask.ts';

/** A relaxed design at the g that the search chose for it. */
export interface WeightedCbf {
  /** The task as one of the threshold form at that g. */
  readonly task: SymbolTask;
  readonly run: RelaxedCbf;
}

/**
 * Design `joint` of SLP-CBF in the weighted form: maximise -rho t*(g)/NFR + (1-rho) sqrt(g)/NFC over g, where t*(g) is the sum
 * of the CRBs at the best of a grid of the common interference, which is refined for the g that are chosen.
 */
export async function searchWeightedCbf(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<WeightedCbf[]> {
  const curves = await searchCurves<SymbolTask, WeightedCbf>(tasks, {
    taskOf: ({ task }) => task,
    async measure(points) {
      const at = points.map(({ item, sinr }): SymbolTask => ({ ...item, rho: null, threshold: sinr }));
      const runs = await searchCbf(at, settings, []);
      return runs.map((run, i) => ({
        solved: isSolved(run.status),
        sensing: run.crb.reduce((a, b) => a + b, 0),
        design: { task: at[i] as SymbolTask, run },
      }));
    },
    costOf: ({ run }) => run,
    communication: Math.sqrt,
    forget: (design) => design,
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
      searchCbf(
        chosen.map(({ task }) => task),
        settings,
      ),
  );
  return found.map(({ task, run }, i) => {
    const best: RelaxedCbf = refined[i] ? { ...refined[i], ...sumOfCosts([run, refined[i]]) } : run;
    return { task, run: { ...best, normalization: run.normalization } };
  });
}
