import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { smallMultiples } from './axes.ts';
import { DIMENSIONS, distinct, type Facet, facetsOf, rowKeys, variedDimensions } from './facets.ts';
import type { Figure, LegendGroup, PanelRow } from './figure.ts';
import type { FigureInput } from './figureKind.ts';
import type { Looks } from './layers.ts';
import { RADIUS_DASHES, radiusLegend, robustnessLegend, schemeLegend } from './palette.ts';

/** How a figure tells its curves apart, and where its panels stand. */
export interface SeriesLayout extends Pick<Figure, 'columns' | 'blockWidth'> {
  /** Panels: by design, and by the sweep dimensions that are neither abscissa nor dash. */
  readonly facets: readonly Facet[];
  /** Colours by scheme, dashes by robustness or by the radius of the CSI error ball. */
  readonly looks: Looks;
  /** Legend of what the curves of a panel differ in; what the titles of the panels say is not repeated. */
  readonly legend: readonly LegendGroup[];
  /** Fields of a row that legends and filters go by. */
  readonly keys: (row: DesignRecord | undefined) => PanelRow;
}

/**
 * Lays out curves of some designs. Designs of different robustness stand in one panel, told apart by dash; where all have the same, those of a few
 * radii of the CSI error ball do, so that the price of an error is seen at once.
 *
 * @param rows designs to show.
 * @param along dimension of the abscissa; undefined for another quantity.
 */
export function seriesLayout(
  { designs }: Pick<FigureInput, 'designs'>,
  rows: readonly DesignRecord[],
  along: SweepDimension | undefined,
): SeriesLayout {
  const others = variedDimensions(designs.rows).filter((d) => d !== along);
  const kinds = distinct(rows.map((r) => r.robustness));
  const radii = distinct(rows.map((r) => r.sweep.csi_error_radius)).sort((a, b) => a - b);
  const byRadius =
    kinds.length < 2 && others.includes('csi_error_radius') && radii.length > 1 && radii.length <= RADIUS_DASHES.length;
  const panels = others.filter((d) => !(byRadius && d === 'csi_error_radius'));
  const facets = facetsOf(rows, ['design'], panels);
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dash = byRadius ? radiusLegend(radii.map(DIMENSIONS.csi_error_radius.text)) : robustnessLegend(kinds);
  const several = dash.items.length > 1;
  return {
    facets,
    looks: { colour: schemes, shape: true, ...(several ? { dash } : {}) },
    legend: [schemes, ...(several ? [dash] : [])],
    keys: (row) => {
      if (!row) return {};
      const radius = byRadius ? { csi_error: DIMENSIONS.csi_error_radius.text(row.sweep.csi_error_radius) } : {};
      return { ...rowKeys(row), ...radius };
    },
    ...smallMultiples(facets.length, innermost(rows, panels)),
  };
}

/** Values of the innermost field that panels are split by. */
function innermost(rows: readonly DesignRecord[], panels: readonly SweepDimension[]): number {
  const counts = panels.map((d) => distinct(rows.map((r) => r.sweep[d]).filter((v) => !Number.isNaN(v))).length);
  return counts.filter((n) => n > 1).at(-1) ?? 1;
}
