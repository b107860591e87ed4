import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import type { Banded } from '../statistics.ts';
import { sweepAxis } from './axes.ts';
import { type CurvePoint, curvesOf, json } from './curves.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from './facets.ts';
import type { Axis, Block, Layer, LegendGroup, PanelRow } from './figure.ts';
import type { FigureInput } from './figureKind.ts';
import { bandLayer, lineLayer, type Looks, pointLayer } from './layers.ts';
import { designLegend, schemeLegend } from './palette.ts';

/** A quantity of the designs along a sweep dimension. */
export interface SweepQuantity {
  /** Field of the rows. */
  readonly field: string;
  /** Name and unit for tooltips. */
  readonly text: string;
  readonly about: string;
  /** Value and band of a point; NaN where there is none. */
  readonly reduce: (point: CurvePoint) => Banded & { readonly count: number };
  readonly axis: (values: readonly number[]) => Axis;
  /** Layers below the curves. */
  readonly layers?: readonly Layer[];
}

/** Small multiples by design, robustness and the other sweep dimensions, a curve for each scheme. */
export function sweepPanels(
  input: FigureInput,
  rows: readonly DesignRecord[],
  dimension: SweepDimension,
  quantity: SweepQuantity,
): { blocks: Block[]; legend: LegendGroup[]; values: PanelRow[] } {
  const others = variedDimensions(input.designs.rows).filter((d) => d !== dimension);
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: dashes, shape: true };
  const facets = facetsOf(rows, ['design', 'robustness'], others).map((facet) => ({
    title: facet.title,
    values: curvesOf(facet.rows, dimension, input.options.medians).flatMap((curve) =>
      curve.points.map((point): PanelRow => {
        const [first] = point.draws;
        const { value, lower, upper, count } = quantity.reduce(point);
        return {
          ...(first ? rowKeys(first) : {}),
          [dimension]: point.x,
          [quantity.field]: json(value),
          lower: json(lower),
          upper: json(upper),
          kept: count,
          feasible: point.feasible,
          draws: point.draws.length,
        };
      }),
    ),
  }));
  const values = facets.flatMap((f) => f.values);
  const numbers = values.flatMap((v) => [v[quantity.field], v['lower'], v['upper']]);
  const y = quantity.axis(numbers.filter((v): v is number => typeof v === 'number'));
  const x = sweepAxis(
    rows.map((r) => r.sweep[dimension]),
    DIMENSIONS[dimension].title,
  );
  const blocks = facets.map((facet): Block => ({
    title: facet.title,
    panels: [
      {
        height: 180,
        x,
        y,
        rows: facet.values,
        about: quantity.about,
        layers: [
          ...(quantity.layers ?? []),
          bandLayer(dimension, 'lower', 'upper', looks),
          lineLayer(dimension, quantity.field, looks),
          pointLayer(dimension, quantity.field, looks),
        ],
        tooltip: [
          [quantity.field, quantity.text],
          ['lower', 'band from'],
          ['upper', 'band to'],
          ['kept', 'draws behind it'],
          ['feasible', 'feasible draws'],
          ['draws', 'draws'],
        ],
      },
    ],
  }));
  return { blocks, legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : [])], values };
}
