import { invariant } from '../../errors.ts';
import { leastPrecise, type SolverPath } from '../../conic/solverPath.ts';
import type { ConicSettings } from '../../conic/solution.ts';
import { isSolved } from '../../conic/status.ts';
import { channelKey } from '../design/channelKey.ts';
import { largestSinr } from '../design/largestSinr.ts';
import { searchValueFunction } from '../design/valueFunctionSearch.ts';
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
 * of the CRBs at the best of a grid of the common interference, which is refined for the g that are chosen. Tasks that differ in rho
 * alone share one curve.
 */
export async function searchWeightedCbf(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<WeightedCbf[]> {
  const entries: {
    readonly task: SymbolTask;
    readonly rhos: number[];
    solverIterations: number;
    solverPath: SolverPath;
  }[] = [];
  const indexOf = new Map<string, number>();
  const places = tasks.map((s) => {
    const key = channelKey(s.task);
    const index =
      indexOf.get(key) ?? entries.push({ task: s, rhos: [], solverIterations: 0, solverPath: 'float64' }) - 1;
    indexOf.set(key, index);
    return { index, rho: (entries[index]?.rhos.push(s.rho ?? Number.NaN) ?? 0) - 1 };
  });
  const searches = await searchValueFunction<WeightedCbf>(
    entries.map(({ task, rhos }) => ({ largestSinr: largestSinr(task.task), rhos })),
    {
      measure: async (points) => {
        const at = points.map(({ curve, sinr }): SymbolTask => {
          const entry = entries[curve];
          invariant(entry, 'every point has a curve');
          return { ...entry.task, rho: null, threshold: sinr };
        });
        const runs = await searchCbf(at, settings, []);
        return runs.map((run, i) => {
          const [point, task] = [points[i], at[i]];
          invariant(point && task, 'every run was asked for');
          const entry = entries[point.curve];
          invariant(entry, 'every point has a curve');
          entry.solverIterations += run.solverIterations;
          entry.solverPath = leastPrecise([entry.solverPath, run.solverPath]);
          return {
            solved: isSolved(run.status),
            sensing: run.crb.reduce((a, b) => a + b, 0),
            design: { task, run },
          };
        });
      },
      communication: Math.sqrt,
      forget: (design) => design,
    },
  );
  const found = tasks.map((s, i): WeightedCbf => {
    const { index = -1, rho = -1 } = places[i] ?? {};
    const [search, entry] = [searches[index], entries[index]];
    invariant(search && entry, 'every curve was searched');
    const { solverIterations, solverPath } = entry;
    const best = search.best[rho];
    if (!best || !search.normalization)
      return {
        task: s,
        run: { ...startCbf(s, Number.NaN), status: search.lowest.run.status, solverIterations, solverPath },
      };
    const { nfr, nfc } = search.normalization;
    return {
      // the search knows g as it is; what is claimed for the design is tightened afterwards
      task: best.task,
      run: {
        ...best.run,
        solverIterations,
        solverPath,
        normalization: { nfr: Float64Array.of(nfr), nfc: Float64Array.of(nfc) },
      },
    };
  });
  const chosen = found.flatMap(({ run }, i) => (isSolved(run.status) ? [i] : []));
  const refined = await searchCbf(
    chosen.map((i) => (found[i] as WeightedCbf).task),
    settings,
  );
  chosen.forEach((i, k) => {
    const { task, run } = found[i] as WeightedCbf;
    const best = refined[k] as RelaxedCbf;
    const { normalization } = run;
    const solverIterations = run.solverIterations + best.solverIterations;
    const solverPath = leastPrecise([run.solverPath, best.solverPath]);
    found[i] = { task, run: { ...best, normalization, solverIterations, solverPath } };
  });
  return found;
}
