import { excludedDraws, isCompared } from '../../study/comparedDraws.ts';
import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { type BandKind, bandedMedian, type Banded } from '../statistics.ts';
import { distinct } from './facets.ts';

/** Which draws a median takes: those feasible at every compared point of the curve, or all that are feasible at the point. */
export type MedianRule = 'common' | 'perPoint';

/** A point of a curve over all draws. */
export interface CurvePoint {
  readonly x: number;
  readonly draws: readonly DesignRecord[];
  /** Draws behind the point's medians; none at a point that fewer than half of the draws reach. */
  readonly kept: readonly DesignRecord[];
  readonly feasible: number;
  readonly certified: number;
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
    const lists = values.map((x) => own.filter((r) => r.sweep[dimension] === x));
    const excluded = rule === 'common' ? excludedDraws(lists) : new Set<number>();
    const points = values.map((x, i) => {
      const draws = lists[i] ?? [];
      const keeps = rule === 'perPoint' || isCompared(draws);
      return {
        x,
        draws,
        kept: keeps ? draws.filter((r) => r.designed && !excluded.has(r.realization)) : [],
        feasible: draws.filter((r) => r.feasible).length,
        certified: draws.filter((r) => r.certified).length,
        undecided: draws.filter((r) => r.undecided && !r.failed).length,
        failed: draws.filter((r) => r.failed).length,
      };
    });
    return { scheme, design, robustness, points };
  });
}

/** Median of a quantity over a point's draws with its band; draws where it is not defined are left out. */
export function medianOf(point: CurvePoint, quantity: (row: DesignRecord) => number, band: BandKind): Banded {
  return bandedMedian(
    point.kept.map(quantity).filter((x) => !Number.isNaN(x)),
    band,
  );
}

/** A number for JSON: NaN and infinities become null. Rounded to 7 digits, far below what a figure resolves. */
export function json(x: number): number | null {
  return Number.isFinite(x) ? Number(x.toPrecision(7)) : null;
}

/** What a note says about the medians of a rule. */
export function medianNote(rule: MedianRule): string {
  return rule === 'common'
    ? 'Medians over the draws feasible at every point of a curve that at least half of the draws reach; a curve ends there.'
    : 'Per-point medians over the draws feasible at each point: hard draws vanish along a curve, which biases it downwards.';
}

/** What a note says about the bands: none of 95% exists for fewer than 6 draws. */
export function bandNote(band: BandKind, smallest: number): string[] {
  if (band === 'none') return [];
  if (band === 'quartiles') return ['Bands: middle half of these draws (quartiles).'];
  const missing = smallest < 6 ? ' (none for fewer than 6 draws)' : '';
  return [`Bands: 95% confidence interval of the median, free of distribution${missing}.`];
}
