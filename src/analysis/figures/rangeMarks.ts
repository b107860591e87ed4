import { median } from '../../model/median.ts';
import { largest, quantile, smallest } from '../statistics.ts';
import { json } from './curves.ts';
import type { Layer, LegendGroup, PanelRow } from './figure.ts';
import { lineLayer, type Looks, pointLayer } from './layers.ts';
import { INK, scaleOf } from './palette.ts';

/** Values of the draws of one point: median, quartiles and extremes. */
export interface Range {
  readonly count: number;
  readonly median: number;
  readonly quartiles: readonly [number, number];
  readonly extremes: readonly [number, number];
}

/** Range of a list without NaN; NaN of an empty one. */
export function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  return {
    count,
    median: median(sorted),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    extremes: count === 0 ? [Number.NaN, Number.NaN] : [smallest(sorted), largest(sorted)],
  };
}

/**
 * Fields of a row for the layers below. Values below the axis are drawn at its lower end; `below` then holds that end, for a mark that says so.
 *
 * @param floor lower end of what the axis shows.
 */
export function rangeFields(range: Range, field: string, floor: number): PanelRow {
  const { count, quartiles, extremes } = range;
  // what lies below as a whole is the mark at the lower end alone
  const drawn = (x: number, most = x): number | null => (most < floor ? null : json(Math.max(floor, x)));
  return {
    [field]: json(range.median),
    lower: json(extremes[0]),
    upper: json(extremes[1]),
    quartile_lower: json(quartiles[0]),
    quartile_upper: json(quartiles[1]),
    kept: count,
    drawn_median: drawn(range.median),
    drawn_lower: drawn(quartiles[0], quartiles[1]),
    drawn_upper: drawn(quartiles[1]),
    drawn_smallest: drawn(extremes[0], extremes[1]),
    drawn_largest: drawn(extremes[1]),
    below: extremes[0] < floor ? json(floor) : null,
  };
}

/** Tooltips of these fields. */
export function rangeTooltip(field: string, text: string): [string, string][] {
  return [
    [field, `median ${text}`],
    ['quartile_lower', 'lower quartile'],
    ['quartile_upper', 'upper quartile'],
    ['lower', 'smallest'],
    ['upper', 'largest'],
    ['kept', 'draws behind it'],
    ['draws', 'draws'],
  ];
}

/** A thin line from the smallest to the largest value, a wide one over the middle half, a point at the median, and a line through the medians. */
export function rangeLayers(x: string, looks: Looks): Layer[] {
  const colour = { field: looks.colour.field, type: 'nominal', scale: scaleOf(looks.colour, 'colour'), legend: null };
  const bar = (from: string, to: string, width: number, opacity: number): Layer => ({
    transform: [{ filter: `isValid(datum['${from}']) && isValid(datum['${to}'])` }],
    mark: { type: 'rule', strokeWidth: width, opacity, clip: true },
    encoding: { x: { field: x }, y: { field: from }, y2: { field: to }, color: colour },
  });
  return [
    lineLayer(x, 'drawn_median', { colour: looks.colour }, { width: 0.8 }),
    bar('drawn_smallest', 'drawn_largest', 1.3, 1),
    bar('drawn_lower', 'drawn_upper', 6, 0.4),
    pointLayer(x, 'drawn_median', looks, { size: 30 }),
  ];
}

/** Marks at the lower end of the axis of points whose smallest value lies below it. */
export function belowLayer(x: string, looks: Looks): Layer {
  const { mark, ...layer } = pointLayer(
    x,
    'below',
    { colour: looks.colour },
    { shape: 'triangle-down', hollow: true, size: 60 },
  );
  return { ...layer, mark: { ...(mark as Layer), clip: false, yOffset: -4 } };
}

/** What the marks are, in a legend; `below`: what the mark at the lower end means, where there is one. */
export function rangeLegend(below?: string): LegendGroup {
  return {
    field: 'mark',
    items: [
      { value: 'quartiles', label: 'middle half of the draws', colour: INK, swatch: 'band' },
      { value: 'extremes', label: 'smallest to largest', colour: INK, width: 1.3 },
      ...(below === undefined
        ? []
        : [
            {
              value: 'below',
              label: below,
              colour: INK,
              shape: 'triangle-down',
              hollow: true,
              swatch: 'point',
            } as const,
          ]),
    ],
  };
}
