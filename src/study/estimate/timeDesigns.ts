import { SharedCsiErrors } from '../../model/sharedCsiErrors.ts';
import { solvedPrograms } from '../../problems/solvedPrograms.ts';
import type { Chunk } from '../chunks.ts';
import { designChunks } from '../computeChunks.ts';
import type { GridPoint } from '../grid.ts';
import type { StudyPlan } from '../studyPlan.ts';
import type { DesignRow } from '../tables/designRow.ts';
import type { Item } from './strata.ts';

/** What one item took. */
export interface ItemCost {
  /** Wall-clock time of designs and evaluation. */
  readonly seconds: number;
  /** Processor time of the process meanwhile, all threads. */
  readonly processorSeconds: number;
  /** Conic programs that were solved. */
  readonly programs: number;
  readonly rows: readonly DesignRow[];
}

/** Designs and evaluates an item for some chunks, as a run does, and writes nothing. */
export async function timeItem(plan: StudyPlan, item: Item, chunks: readonly Chunk[]): Promise<ItemCost> {
  const cost = { seconds: 0, processorSeconds: 0, programs: 0 };
  const rows: DesignRow[] = [];
  for (const { points, weight } of item.parts) {
    // a run draws the errors of a realization once for all designs
    const shared = new SharedCsiErrors();
    drawErrors(plan, points, chunks, shared);
    const before = { at: performance.now(), cpu: process.cpuUsage(), programs: solvedPrograms() };
    rows.push(...(await designChunks({ ...plan, points }, chunks, { shared })).flat());
    const { user, system } = process.cpuUsage(before.cpu);
    cost.seconds += (weight * (performance.now() - before.at)) / 1000;
    cost.processorSeconds += (weight * (user + system)) / 1e6;
    cost.programs += weight * (solvedPrograms() - before.programs);
  }
  // a difference of two times can be anything where both are short
  return { rows, ...cost, seconds: Math.max(cost.seconds, 0), processorSeconds: Math.max(cost.processorSeconds, 0) };
}

/** Seconds that the error draws of some realizations take, which its designs of one size of the system share. */
export function drawErrors(
  { study }: StudyPlan,
  points: readonly GridPoint[],
  chunks: readonly Chunk[],
  shared: SharedCsiErrors,
): number {
  const { errors, errorLaw } = study.realizations;
  const seen = points.filter(({ scenario }) => scenario.csiErrorRadius > 0);
  if (errors === 0 || seen.length === 0) return 0;
  const start = performance.now();
  for (const { first, end } of chunks)
    for (let realization = first; realization < end; realization++)
      for (const { scenario } of seen)
        shared.directions(scenario, { seed: BigInt(study.seed), realization, draws: errors, errorLaw });
  return (performance.now() - start) / 1000;
}
