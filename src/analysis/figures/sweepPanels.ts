import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import type { Banded } from '../statistics.ts';
import { sweepAxis } from './axes.ts';
import { type CurvePoint, curvesOf, json, withLoneBands } from './curves.ts';
import { DIMENSIONS } from './facets.ts';
import type { Axis, Block, Figure, Layer, LegendGroup, PanelRow } from './figure.ts';
import type { FigureInput } from './figureKind.ts';
import { curveLayers, openBandLayers, pointLayer } from './layers.ts';
import { seriesLayout } from './seriesLayout.ts';

/** A quantity of the designs along a sweep dimension. */
export interface SweepQuantity {
  /** Field of the rows. */
  readonly field: string;
  /** Name and unit for tooltips. */
  readonly text: string;
  readonly about: string;
  /** Value and band of a point; NaN where there is none, infinite where it counts as worst. */
  readonly reduce: (point: CurvePoint) => Banded & { readonly count: number };
  readonly axis: (values: readonly number[]) => Axis;
  /** Layers below the curves. */
  readonly layers?: readonly Layer[];
}

/** Panels of a quantity with its bands, their legend, the rows of all panels, and how the panels stand. */
interface SweepPanels extends Pick<Figure, 'columns' | 'blockWidth'> {
  readonly blocks: Block[];
  readonly legend: LegendGroup[];
  readonly values: PanelRow[];
}

/** Small multiples of a quantity along a dimension, laid out by `seriesLayout`. */
export function sweepPanels(
  input: FigureInput,
  rows: readonly DesignRecord[],
  dimension: SweepDimension,
  quantity: SweepQuantity,
): SweepPanels {
  const { facets, looks, legend, keys, columns, blockWidth } = seriesLayout(input, rows, dimension);
  const panels = facets.map((facet) => ({
    title: facet.title,
    values: curvesOf(facet.rows, dimension, input.options.medians).flatMap((curve) =>
      withLoneBands(
        curve.points.map((point): PanelRow => {
          const { value, lower, upper, count } = quantity.reduce(point);
          return {
            ...keys(point.draws[0]),
            [quantity.field]: json(value),
            lower: json(lower),
            upper: json(upper),
            kept: count,
            feasible: point.feasible,
            draws: point.draws.length,
          };
        }),
      ),
    ),
  }));
  const values = panels.flatMap((f) => f.values);
  const numbers = values.flatMap((v) => [v[quantity.field], v['lower'], v['upper']]);
  const y = quantity.axis(numbers.filter((v): v is number => typeof v === 'number'));
  const x = sweepAxis(
    rows.map((r) => r.sweep[dimension]),
    DIMENSIONS[dimension].title,
  );
  const blocks = panels.map((panel): Block => ({
    title: panel.title,
    panels: [
      {
        height: 180,
        x,
        y,
        rows: panel.values,
        about: quantity.about,
        layers: [
          ...(quantity.layers ?? []),
          ...openBandLayers(dimension, 'lower', 'upper', looks, y),
          ...curveLayers(dimension, quantity.field, looks),
          pointLayer(dimension, quantity.field, looks),
        ],
        tooltip: [
          [quantity.field, quantity.text],
          ['lower', 'band from'],
          ['upper', 'band to'],
          ['csi_error_radius', 'd'],
          ['kept', 'draws behind it'],
          ['feasible', 'feasible draws'],
          ['draws', 'draws'],
        ],
      },
    ],
  }));
  return { blocks, legend: [...legend], values, columns, blockWidth };
}
