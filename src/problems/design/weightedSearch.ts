import { leastPrecise, type SolverPath } from '../../conic/solverPath.ts';
import { isSolved } from '../../conic/status.ts';
import { invariant } from '../../errors.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { channelKey } from './channelKey.ts';
import { largestSinr } from './largestSinr.ts';
import { networkDesigns } from './networkDesign.ts';
import { type BlockTask, type RelaxedDesign, failedDesign, sensingValue } from './relaxedDesign.ts';
import { searchValueFunction } from './valueFunctionSearch.ts';

/**
 * Weighted form of `joint` and `capsFree`: maximise -rho t*(g)/NFR + (1-rho) g/NFC over g by `searchValueFunction`, where
 * t*(g) is the design's optimum at a fixed g: the sum of the CRBs in CBF, the largest in CoMP. Tasks that differ in rho alone
 * share one curve.
 *
 * At rho = 0 the design is the one at the largest g found, and its CRB is not defined.
 */
export async function searchWeighted(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const entries: Curve[] = [];
  const indexOf = new Map<string, number>();
  const places = tasks.map((task) => {
    const key = channelKey(task);
    const index = indexOf.get(key) ?? entries.push({ task, rhos: [], solverIterations: 0, solverPath: 'float64' }) - 1;
    indexOf.set(key, index);
    const entry = entries[index];
    invariant(entry, 'every task has a curve');
    return { index, rho: entry.rhos.push(rhoOf(task)) - 1 };
  });
  const searches = await searchValueFunction<RelaxedDesign>(
    entries.map(({ task, rhos }) => ({ largestSinr: largestSinr(task), rhos })),
    {
      measure: async (points) => {
        const asked = points.map(({ curve, sinr }) => {
          const entry = entries[curve];
          invariant(entry, 'every point has a curve');
          return { entry, task: entry.task, threshold: sinr };
        });
        const designs = await networkDesigns(asked, settings);
        return designs.map((design, i) => {
          const point = asked[i];
          invariant(point, 'every design was asked for');
          point.entry.solverIterations += design.solverIterations;
          point.entry.solverPath = leastPrecise([point.entry.solverPath, design.solverPath]);
          return { solved: isSolved(design.status), sensing: sensingValue(point.task, design.crb), design };
        });
      },
      communication: (sinr) => sinr,
      forget: (design) => ({ ...design, covariances: null, last: [] }),
    },
  );
  return tasks.map((task, i) => {
    const { index = -1, rho = -1 } = places[i] ?? {};
    const [search, entry] = [searches[index], entries[index]];
    invariant(search && entry, 'every curve was searched');
    const { solverIterations, solverPath } = entry;
    const best = search.best[rho];
    if (!best || !search.normalization) {
      const { status, infeasibility } = search.lowest;
      return failedDesign(task, status, solverIterations, solverPath, infeasibility);
    }
    const { nfr, nfc } = search.normalization;
    return {
      ...best,
      crb: rhoOf(task) > 0 ? best.crb : best.crb.map(() => Number.NaN),
      solverIterations,
      solverPath,
      normalization: { nfr: Float64Array.of(nfr), nfc: Float64Array.of(nfc) },
    };
  });
}

interface Curve {
  readonly task: BlockTask;
  readonly rhos: number[];
  solverIterations: number;
  solverPath: SolverPath;
}

function rhoOf(task: BlockTask): number {
  invariant(task.form.kind === 'weighted', 'only weighted tasks are searched');
  return task.form.rho;
}
