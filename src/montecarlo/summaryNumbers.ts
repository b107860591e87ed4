import type { SummarySettings } from './distribution.ts';
import { binCount } from './grid.ts';

/** What is to be kept of SINRs, as every kernel takes it (kernels/wasm/errorDraws/reduce.ts). */
export interface SummaryNumbers {
  readonly bins: number;
  /** Bins per unit of the natural logarithm. */
  readonly perLog: number;
  /** Place of an SINR equal to the reference. */
  readonly place: number;
  readonly inverseReference: number;
  readonly level0: number;
  readonly level1: number;
}

/** The numbers of some settings. */
export function summaryNumbers({ grid, reference, levels }: SummarySettings): SummaryNumbers {
  const [level0 = 0, level1 = 0] = levels; // nothing is below 0
  return {
    bins: binCount(grid),
    perLog: 10 / (Math.LN10 * grid.stepDb),
    place: -grid.fromDb / grid.stepDb,
    inverseReference: 1 / reference,
    level0,
    level1,
  };
}
