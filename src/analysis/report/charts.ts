import type { TopLevelSpec } from 'vega-lite';
import type { Figure, LegendGroup, Panel, PanelRow } from '../figures/figure.ts';
import { panelView } from '../figures/compose.ts';
import { compileSpec } from '../figures/render.ts';

/** A column of chart data: one value for all rows, numbers, or texts by number in a dictionary. */
type ChartColumn = { value: unknown } | { values: unknown[] } | { texts: unknown[]; codes: number[] };

/** A panel for the page: a vega specification whose data set `rows` the page fills, and what its tooltips say. */
export interface Chart {
  readonly spec: unknown;
  readonly rows: { readonly length: number; readonly columns: Readonly<Record<string, ChartColumn>> };
  /** Pairs of fields at which a datum is drawn. */
  readonly points: readonly (readonly [x: string, y: string])[];
  readonly tooltip: Panel['tooltip'];
  readonly about: string;
  readonly x: string;
}

export interface ChartFigure {
  readonly name: string;
  readonly heading: string;
  readonly notes: readonly string[];
  readonly alternative: string;
  readonly legend: readonly LegendGroup[];
  /** Blocks in a row where there is room. */
  readonly columns: number;
  readonly blocks: readonly { readonly title: string; readonly charts: readonly Chart[] }[];
}

/** The charts of a figure. Colours, fonts and widths are the page's own. */
export function chartFigure(figure: Figure): ChartFigure {
  const { name, heading, notes, alternative, legend, columns } = figure;
  return {
    name,
    heading,
    notes,
    alternative,
    legend,
    columns,
    blocks: figure.blocks.map(({ title, panels }) => ({
      title,
      charts: panels.map((panel) => ({
        spec: chartSpec(panel),
        rows: compactRows(panel.rows),
        points: pointFields(panel),
        tooltip: panel.tooltip,
        about: panel.about,
        x: panel.x.title,
      })),
    })),
  };
}

interface VegaSpec {
  scales?: { name: string; domainRaw?: unknown }[];
  signals?: unknown[];
  background?: unknown;
}

/** Compiles a panel; its scales follow the signals xDomain and yDomain where these are set, which is how the page zooms. */
function chartSpec(panel: Panel): unknown {
  const view = panelView(panel, { name: 'rows' }, { title: true, labels: true }, { title: true, labels: true });
  const spec = compileSpec({ ...view, width: 300 } as unknown as TopLevelSpec) as unknown as VegaSpec;
  for (const scale of spec.scales ?? [])
    if (scale.name === 'x' || scale.name === 'y') scale.domainRaw = { signal: `${scale.name}Domain` };
  delete spec.background; // the page has its own
  spec.signals = [...(spec.signals ?? []), { name: 'xDomain', value: null }, { name: 'yDomain', value: null }];
  return spec;
}

/** Fields of the layers that draw the panel's rows, each pair once. */
function pointFields(panel: Panel): [string, string][] {
  const pairs = panel.layers.flatMap((layer): [string, string][] => {
    const encoding = layer['encoding'] as Readonly<Record<string, { field?: string }>>;
    const [x, y] = [encoding['x']?.field, encoding['y']?.field];
    return 'data' in layer || x === undefined || y === undefined || 'y2' in encoding ? [] : [[x, y]];
  });
  return pairs.filter(([x, y], i) => pairs.findIndex(([a, b]) => a === x && b === y) === i);
}

function compactRows(rows: readonly PanelRow[]): Chart['rows'] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name): [string, ChartColumn] => {
    const values = rows.map((row) => row[name] ?? null);
    const distinct = [...new Set(values)];
    if (distinct.length === 1) return [name, { value: distinct[0] }];
    if (values.some((v) => typeof v === 'string'))
      return [name, { texts: distinct, codes: values.map((v) => distinct.indexOf(v)) }];
    return [name, { values }];
  });
  return { length: rows.length, columns: Object.fromEntries(columns) };
}
