import { isBounded } from '../../../model/errorLaw.ts';
import { LAW_MEANINGS } from '../../../study/choices.ts';
import { largest } from '../../statistics.ts';
import { json } from '../curves.ts';
import { designColours } from '../designColours.ts';
import { distinct, rowKeys } from '../facets.ts';
import type { Block, Figure, Layer, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { lineLayer, type Looks, pointLayer } from '../layers.ts';
import { designLegend, INK } from '../palette.ts';
import { robustnessColours } from '../robustnessColours.ts';
import { extremesOf, sinrRows } from '../sinrCurves.ts';
import { THRESHOLD, thresholdLayer, ZERO } from '../sinrLooks.ts';
import { type SinrPanel, sinrAxis, sinrPanels, sinrWidth } from '../sinrPanels.ts';
import { countText, errorsNote, missingNote, shapeText, shareText } from '../sinrWords.ts';
import { wrapText } from '../textWidth.ts';
import { verdictCounts } from '../verdictCounts.ts';

/** CSI errors of a design from which on the tail has more to show than the whole distribution. */
const MANY_ERRORS = 10_000;

/** Share of the CSI errors below an SINR on a logarithmic axis: the tail that a linear axis does not show. */
export const sinrOutageKind: FigureKind = {
  kind: 'sinr-outage',
  describe: `share of the CSI errors below an SINR on a logarithmic axis, from ${countText(MANY_ERRORS)} of them on`,
  build: (input) => {
    const many = input.directory.study.realizations.errors >= MANY_ERRORS;
    return many && input.designs.rows.some((r) => r.designed) ? [outageFigure(input)] : [];
  },
};

/** A space at which no line ends. */
const NO_BREAK = '\u00a0';

const WORST: LegendGroup = {
  field: 'mark',
  items: [
    {
      value: 'worst',
      label: 'least exact worst case',
      colour: INK,
      shape: 'triangle-up',
      hollow: true,
      swatch: 'point',
    },
  ],
};

function outageFigure(input: FigureInput): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const { errors, errorLaw } = directory.study.realizations;
  const legend = legendOf(input);
  const looks: Looks = { colour: legend, dash: legend };
  const bounded = isBounded(errorLaw);
  const all = sinrPanels(input, legend, bounded ? ['sampled', 'exact'] : ['sampled']);
  const { panels, grid, field } = all;
  const most = largest(panels.flatMap(({ values }) => values.map((v) => v.sampled.draws)));
  // whole decades, of which the lowest ends at the share of one draw or more
  const decades = Math.floor(Math.log10(most) + 1e-9);
  const floor = 1 / 10 ** decades;
  const ticks = Array.from({ length: decades + 1 }, (_, i) => 1 / 10 ** (decades - i));
  const zeros = bounded && panels.some(({ values }) => values.some((v) => v.zeros > 0));
  const blocks = panels.map((own): Block => {
    const { panel, values, threshold, domain } = own;
    const curves = values.flatMap((v) => sinrRows(v, { domain, field, threshold, floor }, ['sampled']));
    const marks = bounded ? worstRows(own, field, floor) : [];
    return {
      title: [...panel.lines, ...wrapText(`outage: ${outagesText(own)}`, 12, sinrWidth(all), true)].join('\n'),
      panels: [
        {
          height: 230,
          x: sinrAxis(all, own),
          y: { title: 'Share at or below', scale: 'log', domain: [floor, 1], nice: false, format: '.0e', ticks },
          rows: [...curves, ...marks],
          about: 'share of the CSI errors at or below an SINR, on a logarithmic axis',
          layers: [
            lineLayer(field, 'share', looks, { order: 'step', step: true, width: 2, filter: 'isValid(datum.share)' }),
            thresholdLayer(threshold),
            markLayer(field, 'worst_share', looks, 'triangle-up'),
            ...(zeros ? [markLayer(field, 'zero_share', looks, 'triangle-left')] : []),
          ],
          tooltip: [
            [field, field === 'margin_db' ? 'margin (dB)' : 'SINR (dB)'],
            ['share', 'share at or below'],
            ['worst_share', 'least exact worst case, at'],
          ],
        },
      ],
    };
  });
  return {
    name: 'sinr-outage',
    table: 'sinr_distribution',
    title: directory.study.title,
    heading: 'Share of CSI errors below an SINR',
    notes: [
      `${drawsNote(input)} ${errorsNote(errors)}, ${LAW_MEANINGS[errorLaw]}${shapeText(directory.study)}; up to ${countText(most)} behind a curve.`,
      'A curve pools the errors of all channel draws. Outage: its share below the threshold. The number of channel draws, not that of the errors, limits what it says about other channels.',
      missingNote(options.medians),
      ...(bounded
        ? [
            'Triangles: the smallest exact worst case over the error ball of all channel draws. No error of the ball leads below it.',
            verdictCounts(rows),
          ]
        : []),
      ...all.notes,
    ],
    alternative: `Distribution functions of the smallest SINR over the users under ${errorsNote(errors)}, on a logarithmic axis from 1 down to ${shareText(floor)}, with the threshold. Outage: ${panels.map((own) => `${own.panel.lines.join(', ')}: ${outagesText(own)}`).join('; ')}.`,
    legend: [legend, THRESHOLD, ...(bounded ? [WORST] : []), ...(zeros ? [ZERO] : [])],
    columns: grid.columns,
    blockWidth: sinrWidth(all),
    blocks,
  };
}

/** Curves of a panel are kinds of robustness where there are several, else designs. */
function legendOf({ designs: { rows } }: FigureInput): LegendGroup {
  const robustness = distinct(rows.map((r) => r.robustness));
  if (robustness.length > 1) return robustnessColours(robustness);
  const names = distinct(rows.map((r) => r.design));
  const dashes = new Map(designLegend(names).items.map(({ value, dash }) => [value, dash]));
  const { field, items } = designColours(names);
  return {
    field,
    items: items.map(({ value, label, colour }) => {
      const dash = dashes.get(value);
      return {
        value,
        label,
        ...(colour === undefined ? {} : { colour }),
        ...(dash === undefined ? {} : { dash }),
        width: 2,
      };
    }),
  };
}

/** `none 0.12, paper 0`. */
function outagesText({ values }: SinrPanel): string {
  return values
    .map(
      ({ item, sampled: { below, draws } }) =>
        `${values.length > 1 ? `${item}${NO_BREAK}` : ''}${shareText(below / draws)}`,
    )
    .join(', ');
}

/** Marks of the least worst cases at the lower end of the ordinate; one of 0 stands at the left edge. */
function worstRows({ values, domain, threshold }: SinrPanel, field: string, floor: number): PanelRow[] {
  return values.flatMap(({ first, curves: { exact }, zeros }) => {
    const [least] = extremesOf(exact);
    const keys = { ...rowKeys(first), curve: 'exact' };
    const at = (x: number): PanelRow => ({ ...keys, [field]: json(Number(x.toFixed(4))) });
    return [
      ...(zeros > 0 ? [{ ...at(domain[0]), zero_share: json(floor) }] : []),
      ...(zeros === 0 && least !== undefined && threshold + least >= domain[0]
        ? [{ ...at(threshold + least), worst_share: json(floor) }]
        : []),
    ];
  });
}

/** Marks that stand on the lower end of the ordinate. */
function markLayer(x: string, y: string, { colour }: Looks, shape: string): Layer {
  const { mark, ...layer } = pointLayer(x, y, { colour }, { shape, hollow: true, size: 60 });
  const offset = shape === 'triangle-left' ? { xOffset: 6, yOffset: -6 } : { yOffset: -6 };
  return { ...layer, mark: { ...(mark as Layer), clip: false, ...offset } };
}
