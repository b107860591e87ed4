import * as z from 'zod';
import { binCount, type SinrGrid } from '../montecarlo/grid.ts';

/** Smallest SINRs that are kept of each design. */
export const MOST_SMALLEST = 65_536;
/** Bins of the grid: each design has a counter for every one in memory. */
const MOST_BINS = 1_000_000;

const decibels = z.number().min(-1000).max(1000);
const width = z.number().min(1e-6).max(1000);

/** Field `output.sinrGridDb`. */
export const sinrGridDb = z.tuple([decibels, decibels, width]).superRefine((list, context) => {
  const issue = (message: string): void => context.addIssue({ code: 'custom', path: [], message });
  const grid = gridOf(list);
  const range = grid.toDb - grid.fromDb;
  const bins = binCount(grid);
  if (!(range > 0)) issue(`expected an upper end above the lower one, ${grid.fromDb}, got ${grid.toDb}`);
  else if (bins > MOST_BINS) issue(`expected at most ${MOST_BINS} bins, got ${bins}`);
  else if (Math.abs(bins * grid.stepDb - range) > 1e-9 * range)
    issue(`expected a width of the bins that divides their range of ${range} dB, got ${grid.stepDb}`);
});

/** The grid of a study. */
export function gridOf([fromDb, toDb, stepDb]: readonly [number, number, number]): SinrGrid {
  return { fromDb, toDb, stepDb };
}
