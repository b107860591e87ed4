import type { GridTask } from '../chunkTasks.ts';
import { groupBySystem, type PlacedDesign } from './groupBySystem.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';

/** A threshold this much higher is reached with room for the merit of the solver, dB. */
const ROOM_DB = 0.01;

/**
 * Checks that no design is `infeasible` whose scheme, design and robustness reach a higher threshold at the same realization and system. What meets a threshold meets every
 * lower one: the SINR rows are the only ones with the threshold in them, and the caps of the programs that decide feasibility are those of the study.
 *
 * @param rowsOf rows of table `designs` of each design, by its id.
 */
export function checkFeasibility(
  table: OpenTable,
  grids: readonly GridTask[],
  rowsOf: ReadonlyMap<bigint, readonly number[]>,
  findings: Findings,
): void {
  const { file, stored } = table;
  const status = (row: number): unknown => stored.columns.get('status')?.[row];
  const threshold = ({ grid }: PlacedDesign): number => grid.point.thresholdDb ?? Number.NaN;
  const key = ({ point }: GridTask): unknown[] => [point.design, point.robustness];
  for (const group of groupBySystem(grids, rowsOf, key)) {
    const reached = group.filter(({ row }) => status(row) === 'optimal');
    for (const own of group) {
      if (status(own.row) !== 'infeasible') continue;
      const higher = reached.find((other) => threshold(other) >= threshold(own) + ROOM_DB);
      if (higher)
        findings.add({
          file,
          row: own.row,
          column: 'status',
          expected: `a design, as row ${higher.row} has one at the higher threshold ${threshold(higher)} dB`,
          found: 'infeasible',
        });
    }
  }
}
