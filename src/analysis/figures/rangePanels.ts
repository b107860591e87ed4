import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { smallMultiples } from './axes.ts';
import { designedDraws, curvesOf } from './curves.ts';
import { dodgeOf } from './dodge.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from './facets.ts';
import type { Axis, Block, Figure, Layer, LegendGroup, PanelRow } from './figure.ts';
import type { FigureInput } from './figureKind.ts';
import type { Looks } from './layers.ts';
import { schemeLegend } from './palette.ts';
import { belowLayer, type Range, rangeFields, rangeLayers, rangeOf, rangeTooltip } from './rangeMarks.ts';

/** A quantity of each design whose spread over the draws is shown. */
export interface RangeQuantity {
  /** Field of the rows. */
  readonly field: string;
  /** Name and unit for tooltips. */
  readonly text: string;
  readonly about: string;
  /** NaN where a design has none; -Infinity is a value. */
  readonly value: (row: DesignRecord) => number;
  /** Axis of given ranges, whose lower end is the floor at which lower values are drawn. */
  readonly axis: (ranges: readonly Range[]) => Axis & { readonly floor: number };
  readonly height: number;
  /** Layers below the marks. */
  readonly layers?: readonly Layer[];
}

/** Blocks of `rangePanels`, with what notes tell about them. */
interface RangePanels extends Pick<Figure, 'columns' | 'blockWidth'> {
  readonly blocks: Block[];
  readonly legend: LegendGroup[];
  /** Fewest and most draws behind a mark. */
  readonly counts: readonly [number, number];
}

/**
 * Small multiples by design, robustness and the other sweep dimensions with a panel for each quantity: the spread over the draws of each point
 * along a sweep dimension,
 * schemes beside each other. Draws without the quantity are left out.
 */
export function rangePanels(
  input: FigureInput,
  rows: readonly DesignRecord[],
  quantities: readonly RangeQuantity[],
): RangePanels {
  const only = rows.some((r) => Number.isFinite(r.sweep.threshold_db)) ? 'threshold_db' : 'rho';
  const [dimension = only, ...others] = variedDimensions(input.designs.rows);
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const looks: Looks = { colour: schemes, shape: true };
  const places = schemes.items.map((i) => i.value);
  const sweep = rows.map((r) => r.sweep[dimension]);
  const dodge = dodgeOf(dimension, sweep, places, DIMENSIONS[dimension].title);
  const facets = facetsOf(rows, ['design', 'robustness'], others).map(({ title, rows: own }) => ({
    title,
    points: curvesOf(own, dimension, input.options.medians).flatMap((curve) =>
      curve.points.map((point) => ({
        keys: pointKeys(point.draws, dimension, point.x),
        x: dodge.at(point.x, curve.scheme),
        draws: point.draws.length,
        ranges: quantities.map(({ value }) =>
          rangeOf(
            designedDraws(point)
              .map(value)
              .filter((v) => !Number.isNaN(v)),
          ),
        ),
      })),
    ),
  }));
  const all = facets.flatMap((f) => f.points);
  const axes = quantities.map(({ axis }, k) => axis(all.flatMap((p) => p.ranges[k] ?? []).filter((r) => r.count > 0)));
  const blocks = facets.map(({ title, points }): Block => ({
    title,
    panels: quantities.map(({ field, text, about, height, layers = [] }, k) => {
      const { floor, ...y } = axes[k] as (typeof axes)[number];
      const values = points.map(({ keys, x, draws, ranges }): PanelRow => ({
        ...keys,
        [dodge.field]: x,
        ...rangeFields(ranges[k] as Range, field, floor),
        draws,
      }));
      const below = values.some((v) => v['below'] !== null);
      return {
        height,
        x: dodge.axis,
        y,
        rows: values,
        about,
        layers: [...layers, ...rangeLayers(dodge.field, looks), ...(below ? [belowLayer(dodge.field, looks)] : [])],
        tooltip: rangeTooltip(field, text),
      };
    }),
  }));
  const counts = all.flatMap((p) => p.ranges.map((r) => r.count)).filter((n) => n > 0);
  return {
    blocks,
    legend: [schemes],
    counts: [Math.min(...counts), Math.max(...counts)],
    ...smallMultiples(blocks.length),
  };
}

function pointKeys(draws: readonly DesignRecord[], dimension: SweepDimension, x: number): PanelRow {
  const [first] = draws;
  return { ...(first ? rowKeys(first) : {}), [dimension]: x };
}

/** How many draws stand behind the marks of a figure. */
export function countsText([fewest, most]: readonly [number, number]): string {
  return fewest === most ? `${most} draw${most === 1 ? '' : 's'}` : `${fewest} to ${most} draws`;
}
