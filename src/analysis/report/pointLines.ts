import type { MedianRule } from '../../study/countedDraws.ts';
import { grouped } from '../../grouped.ts';
import { type MeanOutage, outagesOf } from '../../study/meanOutage.ts';
import { type CurvePoint, countedValues, curvesOf, medianRcrb } from '../figures/curves.ts';
import { rowKeys } from '../figures/facets.ts';
import { type DesignRecord, marginOf } from '../readDesigns.ts';
import { type Banded, type BandKind, bandedMedian, smallest } from '../statistics.ts';
import type { Keys } from './pointWords.ts';

/** One scheme, design, robustness and sweep point over all draws. */
export interface PointLine {
  readonly keys: Keys;
  readonly point: CurvePoint;
  /** Degrees, by the rule of `countedRcrb`. */
  readonly rcrb: Banded;
  readonly medianRelaxationDeg: number;
  readonly medianLowerDeg: number;
  /** Median of the smallest nominal SINR in dB, by the same rule. */
  readonly medianSinrDb: number;
  /** Smallest exact worst-case SINR less the threshold over the designs with precoders, dB; NaN without any, and without a threshold. */
  readonly worstMarginDb: number;
  /** Over the draws with precoders; null without error draws, and without a design. */
  readonly outage: MeanOutage | null;
}

/**
 * A line for each grid point, in the order of the grid.
 *
 * @param errors CSI errors drawn for each design.
 */
export function pointLines(
  rows: readonly DesignRecord[],
  medians: MedianRule,
  band: BandKind,
  errors: number,
): PointLine[] {
  return [...grouped(rows, (row) => row.point)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, own]) =>
      // every row of a grid point has the same number of cells: one curve of one point
      curvesOf(own, 'cells', medians).flatMap((curve) => curve.points.map((point) => lineOf(point, band, errors))),
    );
}

function lineOf(point: CurvePoint, band: BandKind, errors: number): PointLine {
  const [first] = point.draws;
  const margins = point.draws.map(marginOf).filter((x) => !Number.isNaN(x));
  return {
    keys: first ? rowKeys(first) : {},
    point,
    rcrb: medianRcrb(point, band),
    medianRelaxationDeg: medianRcrb(point, 'none', (r) => r.rcrbRelaxationDeg).value,
    medianLowerDeg: medianRcrb(point, 'none', (r) => r.rcrbLowerDeg).value,
    medianSinrDb: bandedMedian(
      countedValues(point, (r) => r.sinrDb, -Infinity),
      'none',
    ).value,
    worstMarginDb: margins.length === 0 ? Number.NaN : smallest(margins),
    outage: outagesOf(point.draws, errors),
  };
}
