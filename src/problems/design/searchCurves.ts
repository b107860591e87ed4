import { invariant } from '../../errors.ts';
import { charge, NO_COST, type SolverCost } from '../solverCost.ts';
import type { DesignTask, Normalization } from '../types.ts';
import { channelKey } from './channelKey.ts';
import { largestSinr } from './largestSinr.ts';
import { searchValueFunction, type ValueFunction, type ValuePoint } from './valueFunctionSearch.ts';

/** How items whose tasks are of the weighted form are designed at a fixed g. */
interface CurveDesign<T, D> extends Omit<ValueFunction<D>, 'measure'> {
  readonly taskOf: (item: T) => DesignTask;
  readonly measure: (points: readonly { readonly item: T; readonly sinr: number }[]) => Promise<ValuePoint<D>[]>;
  readonly costOf: (design: D) => SolverCost;
}

/** What a search found for one item. */
interface CurveResult<D> {
  /** Null where no g is feasible. */
  readonly best: D | null;
  /** The design at the lowest g. */
  readonly lowest: D;
  readonly normalization: Normalization | null;
  /** Cost of all programs of its curve. */
  readonly cost: SolverCost;
}

/** `searchValueFunction` for items of the weighted form. Those that differ in rho alone share one curve, and each is charged with its programs. */
export async function searchCurves<T, D>(
  items: readonly T[],
  { taskOf, measure, costOf, ...rest }: CurveDesign<T, D>,
): Promise<CurveResult<D>[]> {
  const curves: { readonly first: T; readonly largestSinr: number; readonly rhos: number[] }[] = [];
  const indexOf = new Map<string, number>();
  const places = items.map((item) => {
    const task = taskOf(item);
    invariant(task.form.kind === 'weighted', 'only weighted tasks are searched');
    const key = channelKey(task);
    const curve = indexOf.get(key) ?? curves.push({ first: item, largestSinr: largestSinr(task), rhos: [] }) - 1;
    indexOf.set(key, curve);
    return { curve, rho: (curves[curve]?.rhos.push(task.form.rho) ?? 0) - 1 };
  });
  const costs = curves.map(() => ({ ...NO_COST }));
  const searches = await searchValueFunction<D>(curves, {
    ...rest,
    async measure(points) {
      const measured = await measure(points.map(({ curve, sinr }) => ({ item: curves[curve]?.first as T, sinr })));
      measured.forEach(({ design }, i) => charge(costs[points[i]?.curve ?? -1] as SolverCost, costOf(design)));
      return measured;
    },
  });
  return places.map(({ curve, rho }) => {
    const [search, cost] = [searches[curve], costs[curve]];
    invariant(search && cost, 'every curve was searched');
    const { lowest, normalization } = search;
    const best = search.best[rho];
    if (!best || !normalization) return { best: null, lowest, normalization: null, cost };
    const pair = { nfr: Float64Array.of(normalization.nfr), nfc: Float64Array.of(normalization.nfc) };
    return { best, lowest, normalization: pair, cost };
  });
}
