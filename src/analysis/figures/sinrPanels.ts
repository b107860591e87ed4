import type { SweepDimension } from '../gridRow.ts';
import { poolDistributions } from '../poolDistributions.ts';
import type { PooledSinr } from '../pooledSinr.ts';
import { smallest } from '../statistics.ts';
import { paddedDomain } from './axes.ts';
import { DIMENSIONS, distinct, variedDimensions } from './facets.ts';
import type { Axis, LegendGroup } from './figure.ts';
import type { FigureInput } from './figureKind.ts';
import { type GridPanel, type PanelGrid, panelGrid } from './panelGrid.ts';
import { extremesOf, poolOf, type SinrCurve, type SinrValues, sinrValues } from './sinrCurves.ts';

/** Decibels below the threshold that a panel shows; an SINR of 0 has none. */
const DEEPEST = 30;

/** One panel of SINRs under CSI errors. */
export interface SinrPanel {
  readonly panel: GridPanel;
  /** One for each item of the legend that has draws here. */
  readonly values: readonly (SinrValues & { readonly item: string; readonly sampled: PooledSinr })[];
  /** Abscissas of the edges, the same in all panels of a column. */
  readonly domain: readonly [number, number];
  /** Abscissa of the threshold. */
  readonly threshold: number;
}

export interface SinrPanels {
  readonly panels: readonly SinrPanel[];
  readonly grid: PanelGrid;
  /** Field and title of the abscissa: the SINR, or its margin. */
  readonly field: 'margin_db' | 'sinr_db';
  readonly title: string;
  /** Sentences about what the panels leave out. */
  readonly notes: readonly string[];
}

/**
 * Panels of one scheme at one point of the sweep, with the curves of several designs or kinds of robustness each.
 *
 * @param legend what tells the curves of a panel apart: its field is `design` or `robustness`, and the other one changes down a column.
 * @param shown curves that the abscissas have to hold.
 */
export function sinrPanels(input: FigureInput, legend: LegendGroup, shown: readonly SinrCurve[]): SinrPanels {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const varied = variedDimensions(rows);
  // with one threshold for each scheme the SINR itself is shown, otherwise its margin: panels below each other then share their abscissa
  const margin = varied.includes('threshold_db') || rows.some((r) => Number.isNaN(r.sweep.threshold_db));
  const dimensions: SweepDimension[] = distinct(['threshold_db', ...varied]);
  const field = legend.field as 'design' | 'robustness';
  const grid = panelGrid(rows, dimensions, field === 'design' ? 'robustness' : 'design');
  const groups = grid.panels.flatMap((panel) =>
    legend.items.map(({ value: item }) => ({ panel, item, draws: panel.rows.filter((r) => r[field] === item) })),
  );
  const pools = poolDistributions(
    directory,
    groups.map(({ draws }) => poolOf(draws, options.medians)),
  );
  const curves = groups.flatMap(({ panel, item, draws }, k) => {
    const sampled = pools[k] as PooledSinr;
    const values = sinrValues(draws, sampled, options.medians);
    return values ? [{ panel, item, sampled, ...values }] : [];
  });
  const thresholdOf = ({ rows: own }: GridPanel): number => (margin ? 0 : (own[0]?.sweep.threshold_db ?? 0));
  let cut = false;
  const domains = Array.from({ length: grid.columns }, (_, column): readonly [number, number] => {
    const own = grid.panels.filter((panel) => panel.column === column);
    const floor = smallest(own.map(thresholdOf)) - DEEPEST;
    const numbers = curves
      .filter(({ panel }) => panel.column === column)
      .flatMap((v) => shown.flatMap((curve) => extremesOf(v.curves[curve]).map((x) => thresholdOf(v.panel) + x)));
    cut ||= numbers.some((x) => x < floor);
    return paddedDomain([...numbers.map((x) => Math.max(x, floor)), ...own.map(thresholdOf)], 0.06) ?? [0, 1];
  });
  return {
    panels: grid.panels.map((panel) => ({
      panel,
      values: curves.filter((v) => v.panel === panel),
      domain: domains[panel.column] as readonly [number, number],
      threshold: thresholdOf(panel),
    })),
    grid,
    field: margin ? 'margin_db' : 'sinr_db',
    title: margin ? 'Smallest SINR less threshold (dB)' : 'Smallest SINR over the users (dB)',
    notes: [
      ...grid.chosen.map(
        ({ dimension, values, of }) =>
          `Shown: ${values.map(DIMENSIONS[dimension].text).join(', ')} (the ends and the middle of ${of}).`,
      ),
      ...(cut ? [`Values more than ${DEEPEST} dB below the threshold lie left of the panels.`] : []),
    ],
  };
}

/** The abscissa of a panel. */
export function sinrAxis({ title }: SinrPanels, { domain }: SinrPanel): Axis {
  return { title, nice: false, domain };
}

/** Width of a panel by the number of panels in a row. */
export function sinrWidth({ grid }: SinrPanels): number {
  return grid.columns > 3 ? 205 : grid.columns > 1 ? 240 : 420;
}
