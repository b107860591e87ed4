import { isBounded } from '../../model/errorLaw.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import type { CellValue } from '../tables/column.ts';
import type { OpenTable } from './checkRows.ts';
import type { Comparison } from './compareCells.ts';
import type { Findings } from './findings.ts';
import { withoutPadding } from './perBs.ts';

/** Room for the rounding of powers and SINRs that were computed in two ways, dB. */
const ROUNDING_DB = 1e-8;
/** Room for the rounding of rates. */
const ROUNDING = 1e-12;

/** The rows that one design has in a table, and how they are judged. */
export interface OwnRows {
  readonly table: OpenTable;
  readonly rows: readonly number[];
  readonly grid: GridTask;
  /** Cells of its row of table `designs`. */
  readonly design: (column: string) => CellValue;
  readonly study: Study;
  readonly comparison: Comparison;
  readonly findings: Findings;
}

/** Rows of table `errors`: the smallest draw is the sampled worst case, and where the errors stay in the ball none is below the exact one. */
export function checkErrors({ table, rows, design, study, comparison, findings }: OwnRows): void {
  const values = numbers(table, rows, 'sinr_db');
  const smallest = least(values);
  const row = rows[values.indexOf(smallest)];
  if (row === undefined) return;
  const [sampled, exact] = [design('worst_sampled_sinr_db'), design('worst_exact_sinr_db')].map(
    (x) => (x ?? -Infinity) as number,
  );
  const differ = (expected: string): void =>
    findings.add({ file: table.file, row, column: 'sinr_db', expected, found: String(smallest) });
  if (!isSame(smallest, sampled as number, comparison))
    differ(`worst_sampled_sinr_db ${sampled} of the design as the smallest`);
  if (isBounded(study.realizations.errorLaw) && smallest < (exact as number) - ROUNDING_DB)
    differ(`at least worst_exact_sinr_db ${exact} of the design`);
}

/** Rows of table `ser`: shares of the decisions of all frames within their intervals, and SINRs whose smallest is that of the design. */
export function checkSer({ table, rows, grid, design, study, comparison, findings }: OwnRows): void {
  const differ = (row: number, column: string, expected: string, found: unknown): void =>
    findings.add({ file: table.file, row, column, expected, found: String(found) });
  const sinr = numbers(table, rows, 'sinr_db');
  const smallest = least(sinr);
  const own = (design('sinr_db') ?? -Infinity) as number;
  const weakest = rows[sinr.indexOf(smallest)];
  if (weakest !== undefined && !isSame(smallest, own, comparison))
    differ(weakest, 'sinr_db', `sinr_db ${own} of the design as the smallest`, smallest);
  const [rate, lower, upper, decisions] = ['ser', 'ser_lower', 'ser_upper', 'decisions'].map((n) =>
    numbers(table, rows, n),
  );
  const all = study.realizations.frames * grid.point.scenario.frameLength;
  rows.forEach((row, i) => {
    const [r, from, to] = [rate?.[i] ?? Number.NaN, lower?.[i] ?? Number.NaN, upper?.[i] ?? Number.NaN];
    if (Number(decisions?.[i]) !== all) differ(row, 'decisions', String(all), decisions?.[i]);
    if (!(r >= 0 && r <= 1 && Math.abs(r * all - Math.round(r * all)) < 1e-6))
      differ(row, 'ser', `a share of ${all} decisions`, r);
    if (!(from >= 0 && from <= r + ROUNDING)) differ(row, 'ser_lower', `from 0 to ${r}`, from);
    if (!(to >= r - ROUNDING && to <= 1)) differ(row, 'ser_upper', `from ${r} to 1`, to);
  });
}

/** Rows of table `beampatterns`: no direction gets more than N times the power that its BS sends. */
export function checkBeampattern({ table, rows, grid, design, findings }: OwnRows): void {
  const { scenario } = grid.point;
  const used = design('power_used_bs') as Float64Array | null;
  if (used === null) return;
  const most = withoutPadding(used).map((x) => 10 * Math.log10(scenario.txAntennas * scenario.powerBudget * x));
  const [bs, power] = [numbers(table, rows, 'bs'), numbers(table, rows, 'power_db')];
  rows.forEach((row, i) => {
    const cap = most[bs[i] ?? -1] ?? Infinity;
    if ((power[i] ?? 0) > cap + ROUNDING_DB)
      findings.add({ file: table.file, row, column: 'power_db', expected: `at most ${cap}`, found: String(power[i]) });
  });
}

/** Cells of a column; null, which stands for 0 in dB, is minus infinity. */
function numbers({ stored }: OpenTable, rows: readonly number[], column: string): number[] {
  const values = stored.columns.get(column) ?? [];
  return rows.map((row) => (values[row] ?? -Infinity) as number);
}

/** Equal decibels: both come from the same SINR. */
function isSame(a: number, b: number, { tolerance }: Comparison): boolean {
  return a === b || Math.abs(a - b) <= tolerance;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
