import { solvedPrograms } from '../../problems/solvedPrograms.ts';
import type { Chunk } from '../chunks.ts';
import { designChunks } from '../computeChunks.ts';
import type { StudyPlan } from '../studyPlan.ts';
import type { DesignRow } from '../tables/designRow.ts';
import type { Item } from './strata.ts';

/** CSI errors of a timed design: a run's are timed apart (`errorSeconds`), because the designs of a realization share them. */
const TIMED_ERRORS = 64;

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

/** Designs and evaluates an item for some chunks, as a run does but under few CSI errors, and writes nothing. */
export async function timeItem(plan: StudyPlan, item: Item, chunks: readonly Chunk[]): Promise<ItemCost> {
  const cost = { seconds: 0, processorSeconds: 0, programs: 0 };
  const rows: DesignRow[] = [];
  const { study } = plan;
  const errors = Math.min(study.realizations.errors, TIMED_ERRORS);
  const fewErrors = { ...study, realizations: { ...study.realizations, errors } };
  for (const { points, weight } of item.parts) {
    const before = { at: performance.now(), cpu: process.cpuUsage(), programs: solvedPrograms() };
    rows.push(...(await designChunks({ study: fewErrors, points }, chunks)).flat());
    const { user, system } = process.cpuUsage(before.cpu);
    cost.seconds += (weight * (performance.now() - before.at)) / 1000;
    cost.processorSeconds += (weight * (user + system)) / 1e6;
    cost.programs += weight * (solvedPrograms() - before.programs);
  }
  // a difference of two times can be anything where both are short
  return { rows, ...cost, seconds: Math.max(cost.seconds, 0), processorSeconds: Math.max(cost.processorSeconds, 0) };
}
