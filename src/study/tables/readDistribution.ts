import type { SinrDistribution } from '../../montecarlo/distribution.ts';
import type { SinrGrid } from '../../montecarlo/grid.ts';
import type { CellValue } from './column.ts';

/**
 * A row of table `sinr_distribution` as it was before it was written; cells that are missing are NaN or empty lists.
 *
 * @param cell of a column by its name; undefined where there is no such column.
 * @param grid that of the study.
 */
export function readDistribution(cell: (name: string) => CellValue | undefined, grid: SinrGrid): SinrDistribution {
  const number = (name: string): number => Number(cell(name) ?? Number.NaN);
  const list = (name: string): Float64Array => {
    const value = cell(name);
    return value instanceof Float64Array ? value : new Float64Array(0);
  };
  const draws = number('draws');
  return {
    draws,
    grid,
    reference: 10 ** (number('reference_db') / 10),
    firstBin: number('first_bin'),
    counts: list('bin_counts'),
    below: ['below_threshold', 'below_stop'].flatMap((name) => (cell(name) === undefined ? [] : [number(name)])),
    tail: list('tail_sinr'),
    tailDraws: list('tail_draw'),
    mean: number('mean_sinr'),
    squares: draws > 1 ? number('variance_sinr') * (draws - 1) : 0,
  };
}
