import { median } from '../../src/model/median.ts';
import { excludedDraws, isCompared } from '../../src/study/comparedDraws.ts';
import type { StoredDesign } from './storedRun.ts';

/** The relaxation has an optimum. */
export function isFeasible({ status }: StoredDesign): boolean {
  return status === 'optimal' || status === 'almostOptimal';
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

/** A point of a curve over the threshold. */
export interface CurvePoint {
  readonly threshold: number;
  readonly rows: readonly StoredDesign[];
  /** Draws behind a median, by the rule of src/study/comparedDraws.ts. */
  readonly kept: readonly StoredDesign[];
}

/** The curve over the threshold of rows that have all else in common. */
export function curveOf(rows: readonly StoredDesign[]): CurvePoint[] {
  const points = groupBy(rows, 'threshold_db').map((group) => ({
    threshold: group.of.threshold_db,
    rows: group.rows,
    outcomes: group.rows.map((row) => ({ realization: row.realization, designed: isDesigned(row), row })),
  }));
  const excluded = excludedDraws(points.map((p) => p.outcomes));
  return points
    .sort((a, b) => a.threshold - b.threshold)
    .map(({ threshold, rows: draws, outcomes }) => ({
      threshold,
      rows: draws,
      kept: isCompared(outcomes)
        ? outcomes.filter((o) => o.designed && !excluded.has(o.realization)).map((o) => o.row)
        : [],
    }));
}

/** Median of a quantity over the draws of a point; rows without it are left out. */
export function medianAt({ kept }: Pick<CurvePoint, 'kept'>, quantity: (row: StoredDesign) => number): number {
  return median(kept.map(quantity).filter((x) => !Number.isNaN(x)));
}

/** Values of a quantity of which there are some, over rows with precoders. */
export function valuesOf(rows: readonly StoredDesign[], quantity: (row: StoredDesign) => number): number[] {
  return rows
    .filter(isDesigned)
    .map(quantity)
    .filter((x) => !Number.isNaN(x));
}

/** Ratios of the achieved RCRB of `first` to that of `second`, draw by draw, where both have precoders. */
export function pairedRatios(first: readonly StoredDesign[], second: readonly StoredDesign[]): number[] {
  const key = (r: StoredDesign): string =>
    [r.realization, r.threshold_db, r.rho, r.tx_antennas, r.csi_error_radius].join('\n');
  const others = new Map(second.map((row) => [key(row), row.rcrb_deg]));
  return valuesOf(first, (row) => row.rcrb_deg / (others.get(key(row)) ?? Number.NaN));
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
