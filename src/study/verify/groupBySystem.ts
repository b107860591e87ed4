import type { GridTask } from '../chunkTasks.ts';

/** A design with its row of table `designs`. */
export interface PlacedDesign {
  readonly grid: GridTask;
  readonly row: number;
}

/**
 * Designs of the threshold form by scheme, channel realization and system.
 *
 * @param rowsOf rows of table `designs` of each design, by its id; designs without one are left out.
 * @param key what else must be equal.
 */
export function groupBySystem(
  grids: readonly GridTask[],
  rowsOf: ReadonlyMap<bigint, readonly number[]>,
  key: (grid: GridTask) => readonly unknown[] = () => [],
): PlacedDesign[][] {
  const groups = new Map<string, PlacedDesign[]>();
  for (const grid of grids) {
    const [row] = rowsOf.get(grid.id) ?? [];
    if (row === undefined || grid.point.thresholdDb === null) continue;
    const { cells, usersPerCell, txAntennas, frameLength, csiErrorRadius, amplitudeCrbCap } = grid.task.scenario;
    const lengths = [cells, usersPerCell, txAntennas, frameLength];
    const system = [...lengths, csiErrorRadius, amplitudeCrbCap ?? null, grid.point.pskOrder];
    const name = JSON.stringify([grid.task.realizationIndex, grid.point.scheme, system, key(grid)]);
    const group = groups.get(name);
    if (group) group.push({ grid, row });
    else groups.set(name, [{ grid, row }]);
  }
  return [...groups.values()];
}
