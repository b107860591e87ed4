import { median } from '../../src/model/median.ts';
import { countedRcrb, countedValue } from '../../src/study/countedDraws.ts';
import { designOutcome } from '../../src/study/designOutcome.ts';
import type { StoredDesign } from './storedRun.ts';

/** The relaxation has an optimum. */
export function isFeasible({ status }: StoredDesign): boolean {
  return designOutcome(status).feasible;
}

/** Has precoders. */
export function isDesigned(row: StoredDesign): boolean {
  return !Number.isNaN(row.sinr_db);
}

/** Rows that agree in some columns, with their values there, in the order of the run. */
export interface Group<K extends keyof StoredDesign> {
  readonly of: Pick<StoredDesign, K>;
  readonly rows: readonly StoredDesign[];
}

/** The rows by their values in some columns. */
export function groupBy<K extends keyof StoredDesign>(rows: readonly StoredDesign[], ...columns: K[]): Group<K>[] {
  const groups = new Map<string, { of: StoredDesign; rows: StoredDesign[] }>();
  for (const row of rows) {
    const key = columns.map((name) => String(row[name])).join('\n');
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { of: row, rows: [row] });
  }
  return [...groups.values()];
}

/** A column that curves run along. */
export type SweepColumn = 'threshold_db' | 'rho' | 'tx_antennas';

/** A point of a curve: all draws of one value of its sweep. */
export interface CurvePoint {
  readonly at: number;
  readonly rows: readonly StoredDesign[];
}

/** The points, in ascending order, of rows that have all else in common. */
export function curveOf(rows: readonly StoredDesign[], column: SweepColumn = 'threshold_db'): CurvePoint[] {
  return groupBy(rows, column)
    .map(({ of, rows: draws }) => ({ at: of[column], rows: draws }))
    .sort((a, b) => a.at - b.at);
}

/** The values of a sweep, ascending. */
export function sweepOf(rows: readonly StoredDesign[], column: SweepColumn): number[] {
  return curveOf(rows, column).map(({ at }) => at);
}

/** Achieved RCRB of a draw by the rule of src/study/countedDraws.ts: infinite without a design that meets its claim, NaN at rho = 0. */
export function countedRcrbOf(row: StoredDesign): number {
  return countedRcrb({ designed: isDesigned(row), meetsClaim: row.meets_claim, rho: row.rho }, row.rcrb_deg);
}

/** Median achieved RCRB over all draws of a point by the same rule; NaN at rho = 0. */
export function medianRcrb(rows: readonly StoredDesign[]): number {
  return median(rows.map(countedRcrbOf).filter((x) => !Number.isNaN(x)));
}

/** Median of the smallest nominal SINR over all draws of a point, less the threshold where asked, dB: minus infinity without a design that meets its claim. */
export function medianSinr(rows: readonly StoredDesign[], quantity = (row: StoredDesign) => row.sinr_db): number {
  return median(
    rows.map((row) =>
      countedValue({ designed: isDesigned(row), meetsClaim: row.meets_claim }, quantity(row), -Infinity),
    ),
  );
}

/** Median over all draws of what precoders achieve whether they meet their claim or not; a draw without any counts as `worst`. */
export function medianAchieved(
  rows: readonly StoredDesign[],
  quantity: (row: StoredDesign) => number,
  worst: number,
): number {
  return median(rows.map((row) => (isDesigned(row) ? quantity(row) : worst)));
}

/** Values of a quantity of which there are some, over rows with precoders. */
export function valuesOf(rows: readonly StoredDesign[], quantity: (row: StoredDesign) => number): number[] {
  return rows
    .filter(isDesigned)
    .map(quantity)
    .filter((x) => !Number.isNaN(x));
}

/** Nominal SINR, sampled or exact worst case over the threshold, dB. */
export function marginOf(column: 'sinr_db' | 'worst_sampled_sinr_db' | 'worst_exact_sinr_db') {
  return (row: StoredDesign): number => row[column] - row.threshold_db;
}

/** Smallest of some margins; NaN without any. */
export function smallestMargin(rows: readonly StoredDesign[], margin: (row: StoredDesign) => number): number {
  const values = valuesOf(rows, margin);
  return values.length === 0 ? Number.NaN : Math.min(...values);
}

/** How many rows fulfil a condition. */
export function countOf(rows: readonly StoredDesign[], condition: (row: StoredDesign) => boolean): number {
  return rows.filter(condition).length;
}

/** How many designs do what they claim. */
export function claimsMet(rows: readonly StoredDesign[]): number {
  return countOf(rows, (row) => row.meets_claim);
}

/** How many designs hold over the whole error ball, whatever they claim. */
export function ballsHeld(rows: readonly StoredDesign[]): number {
  return countOf(rows, (row) => row.holds_over_ball);
}
