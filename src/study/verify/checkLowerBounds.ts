import type { GridTask } from '../chunkTasks.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';

/** Room for the rounding of a bound and for the slack of the checks that a certified design may use, relative. */
const ROOM = 1 + 1e-7;

interface Bounded {
  readonly row: number;
  /** RCRB in degrees: of the mean over the BSs, then of every BS; null where the row has none. */
  readonly achieved: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
}

/**
 * Checks that no design comes below a lower bound: those of all designs of a scheme and robustness at one realization and point hold for each of
 * them. Rows that are not certified may break constraints, and `blind` designs leave some out: they are not compared.
 *
 * @param rowsOf rows of table `designs` of each design, by its id.
 */
export function checkLowerBounds(
  { file, stored }: OpenTable,
  grids: readonly GridTask[],
  rowsOf: ReadonlyMap<bigint, readonly number[]>,
  findings: Findings,
): void {
  const groups = new Map<string, Bounded[]>();
  for (const grid of grids) {
    const [row] = rowsOf.get(grid.id) ?? [];
    const cell = (name: string): unknown => (row === undefined ? null : (stored.columns.get(name)?.[row] ?? null));
    if (row === undefined || cell('certified') !== true || grid.point.design === 'blind') continue;
    const values = (mean: string, perBs: string): (number | null)[] => [
      cell(mean) as number | null,
      ...Array.from((cell(perBs) as Float64Array | null) ?? []),
    ];
    const key = groupKey(grid);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({
      row,
      achieved: values('rcrb_deg', 'rcrb_bs_deg'),
      lower: values('rcrb_lower_deg', 'rcrb_lower_bs_deg'),
    });
  }
  for (const group of groups.values())
    for (const { row, lower } of group)
      lower.forEach((bound, i) => {
        const below = group.find(({ achieved }) => (bound ?? Number.NaN) > (achieved[i] ?? Number.NaN) * ROOM);
        if (!below) return;
        const column = i === 0 ? 'rcrb_lower_deg' : 'rcrb_lower_bs_deg';
        const expected = `at most the RCRB ${String(below.achieved[i])} of row ${below.row}`;
        findings.add({ file, row, column, expected, found: String(bound) });
      });
}

/** Equal for designs that one lower bound holds for. */
function groupKey({ task, point }: GridTask): string {
  const { scenario, realizationIndex, symbols } = task;
  const { cells, usersPerCell, txAntennas, frameLength, csiErrorRadius } = scenario;
  // without errors every robustness is none, and at symbol level paper and guaranteed are one program
  const alike = symbols && task.robustness !== 'none' ? 'guaranteed' : task.robustness;
  const robustness = csiErrorRadius > 0 ? alike : 'none';
  const system = [cells, usersPerCell, txAntennas, frameLength, csiErrorRadius, point.pskOrder];
  return JSON.stringify([realizationIndex, point.scheme, robustness, point.thresholdDb, point.rho, system]);
}
