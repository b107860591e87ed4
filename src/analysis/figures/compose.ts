import type { TopLevelSpec } from 'vega-lite';
import type { Axis, Figure, Layer, Panel } from './figure.ts';
import { legendView } from './legendLayout.ts';
import { INK } from './palette.ts';
import { FONT_STACK, wrapText } from './textWidth.ts';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
/** Ticks of an axis, about. */
const TICKS = 5;
/** Width of an ordinate's labels and title at the left, and of its labels between two blocks. */
const AXIS_WIDTH = 64;
const BETWEEN = 50;
/** Smallest width of a legend. */
const LEGEND_WIDTH = 460;

/** Font, sizes and lines of every figure. */
const CONFIG = {
  // one description for the whole figure, not one for each of its marks
  aria: false,
  font: FONT_STACK,
  view: { stroke: '#bbbbbb' },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: INK,
    gridColor: '#e6e6e6',
    domainColor: '#888888',
    tickColor: '#888888',
  },
  title: {
    fontSize: 15,
    fontWeight: 'bold',
    color: '#111111',
    subtitleFontSize: 11,
    subtitleColor: '#444444',
    subtitleLineHeight: 15,
    subtitlePadding: 6,
    anchor: 'start',
    frame: 'bounds',
    offset: 10,
  },
  text: { color: '#222222' },
} as const;

interface AxisChoice {
  /** Write the title. */
  readonly title: boolean;
  /** Write the numbers. */
  readonly labels: boolean;
}

function channel(axis: Axis, choice: AxisChoice, own: Layer): Record<string, unknown> {
  const scale = {
    ...(axis.scale === 'log' ? { type: 'log' } : { zero: false }),
    ...(axis.scale === 'symlog' ? { type: 'symlog', constant: axis.linearWithin ?? 1 } : {}),
    ...(axis.domain === undefined ? {} : { domain: axis.domain }),
    nice: axis.nice ?? true,
  };
  const look = {
    title: choice.title ? axis.title : null,
    ...(choice.labels ? {} : { labels: false }),
    ...(axis.format === undefined ? {} : { format: axis.format }),
    // vega leaves out every other one of the given ticks unless it is told their number and that they may be close
    ...(axis.ticks === undefined
      ? { tickCount: TICKS }
      : { values: axis.ticks, tickCount: axis.ticks.length, tickMinStep: 0 }),
    // as many decades as fit, without the numbers between them
    ...(axis.scale === 'log' ? { labelOverlap: 'greedy' } : {}),
  };
  return { type: 'quantitative', scale, axis: look, ...own };
}

/** The layered view of a panel. `data`: how the layers find the panel's rows. */
export function panelView(
  panel: Panel,
  data: Record<string, unknown>,
  x: AxisChoice,
  y: AxisChoice,
): Record<string, unknown> {
  const layer = panel.layers.map((own) => {
    const encoding = own['encoding'] as Readonly<Record<string, Layer>>;
    const filled = Object.entries(encoding).map(([name, definition]) => {
      if ((name !== 'x' && name !== 'y') || !('field' in definition)) return [name, definition];
      return [name, name === 'x' ? channel(panel.x, x, definition) : channel(panel.y, y, definition)];
    });
    return { ...own, encoding: Object.fromEntries(filled) as unknown };
  });
  return { height: panel.height, data, layer };
}

/** The printed figure: title and notes, one legend, blocks in rows. The text of a figure fits its width. */
export function composeFigure(figure: Figure): TopLevelSpec {
  const { columns, blocks, blockWidth } = figure;
  const shown = Math.min(columns, blocks.length);
  // from the first ordinate to the end of the last block
  const inner = Math.max(LEGEND_WIDTH, shown * blockWidth + (shown - 1) * BETWEEN);
  const width = inner + AXIS_WIDTH;
  const concat = blocks.map((block, index) => ({
    spacing: 8,
    vconcat: block.panels.map((panel, level) => {
      const last = level === block.panels.length - 1;
      return {
        width: blockWidth,
        ...(level === 0 && block.title !== ''
          ? { title: { text: block.title.split('\n'), fontSize: 12, anchor: 'middle', frame: 'group', offset: 6 } }
          : {}),
        ...panelView(
          panel,
          { values: panel.rows },
          { title: last, labels: last },
          { title: index % shown === 0, labels: true },
        ),
      };
    }),
  }));
  return {
    $schema: SCHEMA,
    description: figure.alternative,
    background: 'white',
    padding: 12,
    config: CONFIG,
    title: {
      text: wrapText(figure.heading, 15, width, true),
      subtitle: [figure.title, ...figure.notes].flatMap((note) => wrapText(note, 11, width)),
    },
    spacing: 12,
    vconcat: [
      ...(figure.legend.length > 0 ? [legendView(figure.legend, inner)] : []),
      { concat, columns: shown, spacing: 16 },
    ],
  } as unknown as TopLevelSpec;
}
