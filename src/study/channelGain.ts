import { invariant } from '../errors.ts';
import { median } from '../model/median.ts';
import type { DesignTask } from '../problems/types.ts';
import { chunkTasks } from './chunkTasks.ts';
import { studyGrid } from './grid.ts';
import type { Study } from './schema.ts';
import { mostCells } from './sweepAxes.ts';

/** Realizations that are looked at, evenly spread, as far as they have together no more numbers than these. */
const SAMPLE = 64;
const MOST_NUMBERS = 2 ** 20;

/** Median own-cell gain outside of which the noise or the unit of the channels is likely to be wrong, dB. */
export const LIKELY_GAIN_DB = [-20, 80] as const;

/**
 * Median over the own-cell links of abs(h)^2 P over the noise power in dB, where abs(h)^2 is the mean over the antennas of a link: over at most 64
 * realizations, evenly spread over the study. Blocked links (zeros) and links with numbers that are not finite are left out.
 *
 * @returns NaN where no link is left.
 */
export function ownCellGainDb(study: Study): number {
  const { channels: count } = study.realizations;
  // of the largest system, whose first cells smaller ones are; P over the noise power is powerBudgetDb, whatever the noise power
  const point = studyGrid(study).find((p) => p.scenario.cells === mostCells(study));
  invariant(point, 'a grid has a point with the most cells');
  const { cells, usersPerCell, txAntennas } = point.scenario;
  const numbers = 2 * cells * cells * usersPerCell * txAntennas;
  const looked = Math.max(1, Math.min(SAMPLE, count, Math.floor(MOST_NUMBERS / numbers)));
  const gains: number[] = [];
  for (let i = 0; i < looked; i++) {
    const first = Math.floor((i * count) / looked);
    for (const { task } of chunkTasks(study, [point], { first, end: first + 1 }))
      gains.push(...ownCellGains(task).filter((gain) => gain > 0 && Number.isFinite(gain)));
  }
  return study.scenario.powerBudgetDb + 10 * Math.log10(median(gains));
}

/** Mean of abs(h)^2 over the antennas of each link from a BS to a user of its own cell, [cells * usersPerCell]. */
function ownCellGains({ scenario, realization }: DesignTask): number[] {
  const { cells, usersPerCell, txAntennas } = scenario;
  return Array.from({ length: cells * usersPerCell }, (_, user) => {
    const m = Math.floor(user / usersPerCell);
    const at = 2 * txAntennas * (m * cells * usersPerCell + user);
    return realization.channels.subarray(at, at + 2 * txAntennas).reduce((sum, x) => sum + x * x, 0) / txAntennas;
  });
}
