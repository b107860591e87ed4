import { countedRcrb, countedValue, MEDIAN_RULE, type MedianRule } from '../../study/countedDraws.ts';
import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { type BandKind, bandedMedian, type Banded } from '../statistics.ts';
import { distinct } from './facets.ts';

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

/** Points of one scheme, design and robustness along a sweep dimension, all else equal. */
export interface Curve {
  readonly scheme: string;
  readonly design: string;
  readonly robustness: string;
  readonly points: readonly CurvePoint[];
}

/** Curves of a facet along a dimension. */
export function curvesOf(rows: readonly DesignRecord[], dimension: SweepDimension, rule: MedianRule): Curve[] {
  const keys = distinct(rows.map((r) => [r.scheme, r.design, r.robustness].join('\n')));
  return keys.map((key) => {
    const [scheme = '', design = '', robustness = ''] = key.split('\n');
    const own = rows.filter((r) => r.scheme === scheme && r.design === design && r.robustness === robustness);
    const values = distinct(own.map((r) => r.sweep[dimension])).sort((a, b) => a - b);
    const points = values.map((x): CurvePoint => {
      const draws = own.filter((r) => r.sweep[dimension] === x);
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
    });
    return { scheme, design, robustness, points };
  });
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
  return point.draws
    .map((row) => countedRcrb({ ...row, rho: row.sweep.rho }, rcrb(row)))
    .filter((x) => !Number.isNaN(x));
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

/** What a note says about the medians of a rule. */
export function medianNote(rule: MedianRule): string {
  return rule === 'all'
    ? MEDIAN_RULE
    : 'Per-point medians over the draws feasible at each point: hard draws vanish along a curve, which biases it downwards.';
}

/** What a note says about the bands: none of 95% exists for fewer than 6 draws. */
export function bandNote(band: BandKind, smallest: number): string[] {
  if (band === 'none') return [];
  if (band === 'quartiles') return ['Bands: middle half of the draws (quartiles).'];
  const missing = smallest < 6 ? ' (none for fewer than 6 draws)' : '';
  return [
    `Bands: 95% confidence interval of the median, whatever the distribution${missing}; one that is infinite runs to the top.`,
  ];
}
