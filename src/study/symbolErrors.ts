import { currentBackend } from '../device/startBackend.ts';
import { grouped } from '../grouped.ts';
import type { FramesBatch } from '../montecarlo/kernels/symbolErrors.ts';
import { symbolErrorsOf } from '../montecarlo/kernels/symbolErrorsOf.ts';
import {
  framesBatches,
  type PreparedFrames,
  type SendingDesign,
  type SymbolErrorRates,
} from '../montecarlo/symbolErrorRates.ts';
import { drawFault } from './drawFault.ts';
import { transmissionOf } from './evaluateDesign.ts';
import type { Study } from './schema.ts';
import type { DesignRow } from './tables/designRow.ts';

/** A design with what it sends. */
export interface Sent extends SendingDesign {
  readonly row: DesignRow;
}

/** What is sent by designs that have precoders, by realization. */
export function sentOf(rows: readonly DesignRow[], study: Study): Map<number, Sent[]> {
  return grouped(
    rows.flatMap((row) => sentBy(row, study) ?? []),
    ({ row }) => row.task.realizationIndex,
  );
}

function sentBy(row: DesignRow, study: Study): Sent | undefined {
  const { task, design, point } = row;
  const transmission = design && transmissionOf(task, design);
  if (!transmission) return undefined;
  const { scenario, realization } = task;
  const pskOrder = point.pskOrder ?? study.scenario.pskOrder;
  return {
    row,
    scenario,
    channels: realization.channels,
    errorShape: realization.errorShape,
    transmission: 'vectors' in transmission ? transmission : { ...transmission, pskOrder },
    radius: scenario.csiErrorRadius,
  };
}

/** Key and number of the frames of a realization. */
export function frameOptions({ seed, realizations: { frames, errorLaw: law } }: Study, realization: number) {
  return { seed: BigInt(seed), realization, law, frames };
}

/**
 * Counts symbol errors on a device, for all realizations together. Where the backend has no kernel for that the rows stay as they are, and table `ser` counts
 * on the processor; so do the rows of a realization whose frames cannot be prepared, where the table then tells of the design that is at fault.
 */
export async function withSymbolErrors(rows: readonly DesignRow[], study: Study): Promise<DesignRow[]> {
  if (!study.output.tables.includes('ser')) return [...rows];
  const kernel = symbolErrorsOf((await currentBackend()).backend);
  if (!kernel) return [...rows];
  const prepared: { readonly ids: readonly bigint[]; readonly finish: PreparedFrames['finish'] }[] = [];
  // batches are made as they are asked for: they hold the weights of their designs
  function* batches(): Generator<FramesBatch> {
    for (const [realization, own] of sentOf(rows, study))
      for (const { batch, places, finish } of batchesOrNone(own, study, realization)) {
        prepared.push({ ids: places.map((place) => (own[place] as Sent).row.id), finish });
        yield batch;
      }
  }
  const tallies = await kernel.runAll(batches());
  const rates = new Map<bigint, SymbolErrorRates>();
  for (const [i, { ids, finish }] of prepared.entries())
    for (const [j, own] of finish(tallies[i] ?? []).entries()) rates.set(ids[j] as bigint, own);
  return rows.map((row) => {
    const symbolErrors = rates.get(row.id);
    return symbolErrors ? { ...row, symbolErrors } : row;
  });
}

function batchesOrNone(sent: readonly Sent[], study: Study, realization: number): PreparedFrames[] {
  try {
    return framesBatches(sent, frameOptions(study, realization));
  } catch (error) {
    if (drawFault(error) === null) throw error;
    return [];
  }
}
