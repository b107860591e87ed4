import { countedValue, MEDIAN_RULE, type MedianRule } from '../../study/countedDraws.ts';
import { grouped } from '../../grouped.ts';
import { SWEEP_DIMENSIONS, type SweepDimension } from '../gridRow.ts';
import { countedRcrbOf, type DesignRecord } from '../readDesigns.ts';
import { type BandKind, bandedMedian, type Banded } from '../statistics.ts';
import type { PanelRow } from './figure.ts';

/** A point of a curve over all draws. */
export interface CurvePoint {
  readonly x: number;
  readonly draws: readonly DesignRecord[];
  readonly rule: MedianRule;
  readonly feasible: number;
  /** Draws whose precoders do what the design claims. */
  readonly meetsClaim: number;
  /** Draws whose exact worst case over the error ball reaches the threshold. */
  readonly holdsOverBall: number;
  /** Draws without a claim of the solver. */
  readonly undecided: number;
  /** Draws that cannot be computed. */
  readonly failed: number;
}

/** Points along a sweep dimension of designs that have everything else in common: scheme, design, robustness and the other sweep values. */
export interface Curve {
  readonly scheme: string;
  readonly design: string;
  readonly robustness: string;
  readonly points: readonly CurvePoint[];
}

/** Curves along a dimension, each a function of its own rows alone. Rows without a value of the dimension are a point at NaN. */
export function curvesOf(rows: readonly DesignRecord[], dimension: SweepDimension, rule: MedianRule): Curve[] {
  return [...grouped(rows, (row) => seriesKey(row, dimension)).values()].map((own): Curve => {
    const points = [...grouped(own, (row) => row.sweep[dimension])].map(([x, draws]) => curvePoint(draws, x, rule));
    const { scheme = '', design = '', robustness = '' } = own[0] ?? {};
    return { scheme, design, robustness, points: points.sort((a, b) => a.x - b.x) };
  });
}

/** The draws of every point of the grid among some rows. */
export function gridPoints(rows: readonly DesignRecord[], rule: MedianRule): CurvePoint[] {
  return [...grouped(rows, (row) => seriesKey(row)).values()].map((draws) => curvePoint(draws, Number.NaN, rule));
}

/** What the designs of a curve along a dimension have in common. */
function seriesKey({ scheme, design, robustness, sweep }: DesignRecord, along?: SweepDimension): string {
  const others = SWEEP_DIMENSIONS.filter((name) => name !== along).map((name) => sweep[name]);
  return [scheme, design, robustness, ...others].join('\n');
}

function curvePoint(draws: readonly DesignRecord[], x: number, rule: MedianRule): CurvePoint {
  return {
    x,
    draws,
    rule,
    feasible: draws.filter((r) => r.feasible).length,
    meetsClaim: draws.filter((r) => r.meetsClaim).length,
    holdsOverBall: draws.filter((r) => r.holdsOverBall).length,
    undecided: draws.filter((r) => r.undecided && !r.failed).length,
    failed: draws.filter((r) => r.failed).length,
  };
}

/** Draws of a point that have precoders. */
export function designedDraws(point: CurvePoint): DesignRecord[] {
  return point.draws.filter((r) => r.designed);
}

/**
 * Values behind a point's median. By the rule `all` every draw counts, one without a design that meets its claim with the worst value (`countedValue`); by `perPoint` the
 * draws with precoders alone. Values that are not defined (NaN) are left out.
 *
 * @param worst Infinity where large values are bad, -Infinity where small ones are.
 */
export function countedValues(point: CurvePoint, quantity: (row: DesignRecord) => number, worst: number): number[] {
  const values =
    point.rule === 'perPoint'
      ? designedDraws(point).map(quantity)
      : point.draws.map((row) => countedValue(row, quantity(row), worst));
  return values.filter((x) => !Number.isNaN(x));
}

/** The same for an RCRB in degrees, which is not defined at rho = 0. */
export function countedRcrbs(point: CurvePoint, rcrb: (row: DesignRecord) => number): number[] {
  if (point.rule === 'perPoint') return countedValues(point, rcrb, Infinity);
  return point.draws.map((row) => countedRcrbOf(row, rcrb(row))).filter((x) => !Number.isNaN(x));
}

/**
 * Median RCRB in degrees of a point with its band: infinite where half of the draws have no design that meets its claim, NaN where it is not defined.
 *
 * @param rcrb which RCRB of a row: default the achieved one. Bounds and relaxations that some design lacks have no median.
 */
export function medianRcrb(point: CurvePoint, band: BandKind, rcrb = (row: DesignRecord) => row.rcrbDeg): Banded {
  const lacking = designedDraws(point).some((row) => Number.isNaN(rcrb(row)));
  return bandedMedian(lacking ? [] : countedRcrbs(point, rcrb), band);
}

/** A number for JSON: NaN and infinities become null. Rounded to 7 digits, far below what a figure resolves. */
export function json(x: number): number | null {
  return Number.isFinite(x) ? Number(x.toPrecision(7)) : null;
}

/** Rows of a curve in the order of its points, those marked `lone` whose band neither neighbour continues. */
export function withLoneBands(rows: readonly PanelRow[]): PanelRow[] {
  const banded = (row: PanelRow | undefined): boolean =>
    row !== undefined && ((row['lower'] ?? null) !== null || (row['upper'] ?? null) !== null);
  return rows.map((row, i) =>
    banded(row) && !banded(rows[i - 1]) && !banded(rows[i + 1]) ? { ...row, lone: true } : row,
  );
}

/** Title of an axis of median RCRBs. */
export function medianRcrbTitle(rule: MedianRule): string {
  return rule === 'all' ? 'Median RCRB (degrees)' : 'Median RCRB, feasible draws (deg)';
}

/** What a note says about the medians of a rule. */
export function medianNote(rule: MedianRule): string {
  return rule === 'all'
    ? MEDIAN_RULE
    : 'Per-point medians over the draws feasible at each point: hard draws vanish along a curve, which biases it downwards.';
}

/**
 * What a note says about the bands: none of 95% exists for fewer than 6 draws.
 *
 * @param smallest draws behind the point with the fewest.
 * @param rows of the figure, whose `lower` and `upper` tell whether a band is infinite.
 */
export function bandNote(band: BandKind, smallest: number, rows: readonly PanelRow[] = []): string[] {
  if (band === 'none') return [];
  const infinite = rows.some((row) => (row['lower'] ?? null) !== null && row['upper'] === null);
  const open = infinite ? '; an infinite one runs to the top' : '';
  if (band === 'quartiles') return [`Bands: middle half of the draws (quartiles)${open}.`];
  const missing = smallest < 6 ? ' (none for fewer than 6 draws)' : '';
  return [`Bands: 95% confidence interval of the median, whatever the distribution${missing}${open}.`];
}
