import { isSymbolLevel } from '../../problems/capabilities.ts';
import type { Robustness } from '../../problems/types.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';
import { groupBySystem } from './groupBySystem.ts';

/** Room for the rounding of a bound and for the slack of the checks that a design may use, relative. */
const ROOM = 1 + 1e-7;

interface Bounded {
  readonly row: number;
  readonly threshold: number;
  readonly robustness: Robustness;
  /** RCRB in degrees: of the mean over the BSs, then of every BS; null where the row has none. */
  readonly achieved: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
}

/**
 * Checks that no design comes below a lower bound: those of all designs of a scheme and robustness at one realization and system hold for each of them, at their own threshold
 * and at every higher one, and bounds without robustness for robust designs too. Rows that do not meet their claim may break constraints, and `blind` designs leave some out: they are
 * not compared.
 *
 * @param rowsOf rows of table `designs` of each design, by its id.
 */
export function checkLowerBounds(
  { file, stored }: OpenTable,
  grids: readonly GridTask[],
  rowsOf: ReadonlyMap<bigint, readonly number[]>,
  findings: Findings,
): void {
  for (const group of groupBySystem(grids, rowsOf)) {
    const bounded = group.flatMap(({ grid, row }): Bounded[] => {
      const cell = (name: string): unknown => stored.columns.get(name)?.[row] ?? null;
      if (cell('meets_claim') !== true || grid.point.design === 'blind') return [];
      const values = (mean: string, perBs: string): (number | null)[] => [
        cell(mean) as number | null,
        ...Array.from((cell(perBs) as Float64Array | null) ?? []),
      ];
      return [
        {
          row,
          threshold: grid.point.thresholdDb ?? Number.NaN,
          robustness: heldRobustness(grid),
          achieved: values('rcrb_deg', 'rcrb_bs_deg'),
          lower: values('rcrb_lower_deg', 'rcrb_lower_bs_deg'),
        },
      ];
    });
    for (const { row, lower, threshold, robustness } of bounded)
      lower.forEach((bound, i) => {
        const below = bounded.find(
          (other) =>
            other.threshold >= threshold &&
            (robustness === 'none' || other.robustness === robustness) &&
            (bound ?? Number.NaN) > (other.achieved[i] ?? Number.NaN) * ROOM,
        );
        if (!below) return;
        const column = i === 0 ? 'rcrb_lower_deg' : 'rcrb_lower_bs_deg';
        const expected = `at most the RCRB ${String(below.achieved[i])} of row ${below.row}`;
        findings.add({ file, row, column, expected, found: String(bound) });
      });
  }
}

/** Without errors every robustness is none, and at symbol level paper and guaranteed are one program. */
function heldRobustness({ task, point }: GridTask): Robustness {
  if (task.scenario.csiErrorRadius === 0) return 'none';
  return isSymbolLevel(point.scheme) && task.robustness !== 'none' ? 'guaranteed' : task.robustness;
}
