import { listColumn, numberColumn, readTable, requireStation } from '../../readStudyDirectory.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { bandedMedian, largest, smallest } from '../../statistics.ts';
import { smallMultiples, sweepAxis } from '../axes.ts';
import { json } from '../curves.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { bandLayer, lineLayer, type Looks, pointLayer } from '../layers.ts';
import { schemeLegend } from '../palette.ts';
import { countsText } from '../rangePanels.ts';

/** How the power of a base station spreads over its antennas, from tables `precoders` and `transmit`. */
export const antennaPowerKind: FigureKind = {
  kind: 'antenna-power',
  describe: 'power of each transmit antenna over the budget of its base station',
  build: (input) => {
    const { rows, text } = chosen(input);
    const shares = readAntennaShares(input, new Set(rows.map((r) => r.id)));
    return shares.size === 0 ? [] : [powerFigure(input, rows, shares, text)];
  },
};

/** Designs at the middle of the sweep: one point is easier to read than all. */
function chosen({ designs }: FigureInput): { rows: readonly DesignRecord[]; text: string } {
  const { rows } = designs;
  const dimension = variedDimensions(designs.rows).find((d) => d === 'threshold_db' || d === 'rho');
  if (!dimension) return { rows, text: '' };
  const designed = rows.filter((r) => r.designed);
  const values = distinct(designed.map((r) => r.sweep[dimension])).sort((a, b) => a - b);
  const value = values[values.length >> 1];
  if (value === undefined) return { rows, text: '' };
  return { rows: rows.filter((r) => r.sweep[dimension] === value), text: DIMENSIONS[dimension].text(value) };
}

/** Mean power of every antenna over the budget of its base station, [bs * antennas + antenna], by design. */
export function readAntennaShares(
  { directory, designs }: Pick<FigureInput, 'directory' | 'designs'>,
  wanted: ReadonlySet<number>,
): Map<number, number[]> {
  const { powerBudgetDb, noisePower } = directory.study.scenario;
  const budget = noisePower * 10 ** (powerBudgetDb / 10);
  const shares = new Map<number, number[]>();
  for (const name of ['precoders', 'transmit'] as const)
    for (const table of readTable(directory, name)) {
      const [id, bs] = [numberColumn(table, 'design_id'), numberColumn(table, 'bs')];
      const weights = listColumn(table, 'weights');
      for (let i = 0; i < table.rows; i++) {
        const design = designs.byId.get(id[i] as number);
        const w = weights[i];
        if (!design || !w || !wanted.has(design.id)) continue;
        const { tx_antennas: antennas, cells } = design.sweep;
        const station = bs[i] as number;
        requireStation(directory, name, station, cells);
        // precoders of several users add up; transmit vectors are a mean over the frame
        const scale = budget * (name === 'transmit' ? design.sweep.frame_length : 1);
        const own = shares.get(design.id) ?? [];
        shares.set(design.id, own);
        for (let a = 0; a < antennas; a++) {
          const at = station * antennas + a;
          own[at] = (own[at] ?? 0) + ((w[2 * a] as number) ** 2 + (w[2 * a + 1] as number) ** 2) / scale;
        }
      }
    }
  return shares;
}

function powerFigure(
  input: FigureInput,
  rows: readonly DesignRecord[],
  shares: ReadonlyMap<number, readonly number[]>,
  text: string,
): Figure {
  const { directory, designs } = input;
  const { byId } = designs;
  const others = variedDimensions(designs.rows).filter((d) => d !== 'threshold_db' && d !== 'rho');
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const looks: Looks = { colour: schemes, shape: true };
  const facets = facetsOf(rows, ['design', 'robustness'], others).map((facet) => ({
    title: facet.title,
    values: distinct(facet.rows.map((r) => r.scheme)).flatMap((scheme) =>
      antennaRows(
        facet.rows.filter((r) => r.scheme === scheme),
        shares,
      ),
    ),
  }));
  const all = facets.flatMap((f) => f.values);
  const top = largest(all.map((v) => Number(v['upper'] ?? v['share'])));
  const blocks = facets.map(({ title, values }): Block => ({
    title,
    panels: [
      {
        height: 180,
        x: sweepAxis(
          values.map((v) => Number(v['antenna'])),
          'Antenna of a base station',
        ),
        y: { title: 'Share of the power budget', domain: [0, 1.06 * top], nice: false, format: '.0%' },
        rows: values,
        about: 'median share of the power budget of each antenna',
        layers: [
          bandLayer('antenna', 'lower', 'upper', looks),
          lineLayer('antenna', 'share', looks),
          pointLayer('antenna', 'share', looks),
        ],
        tooltip: [
          ['share', 'median share'],
          ['lower', 'lower quartile'],
          ['upper', 'upper quartile'],
          ['kept', 'draws behind it'],
          ['designs', 'base stations of these draws'],
        ],
      },
    ],
  }));
  const used = [...shares].map(([id, s]) => s.reduce((a, b) => a + b, 0) / (byId.get(id)?.sweep.cells ?? 1));
  const counts = all.map((v) => Number(v['kept'])).filter((n) => n > 0);
  return {
    name: 'antenna-power',
    table: 'precoders',
    title: directory.study.title,
    heading: 'Power of each transmit antenna',
    notes: [
      `${drawsNote(input)}${text === '' ? '' : ` Designs at ${text}.`}`,
      `Medians over the base stations of the draws that have precoders: ${countsText([smallest(counts), largest(counts)])} behind a curve.`,
      'Bands: middle half of these base stations (quartiles).',
    ],
    alternative: `Share of the power budget of a base station that each of its antennas sends. The designs use ${(100 * smallest(used)).toFixed(1)} to ${(100 * largest(used)).toFixed(1)}% of their budgets.`,
    legend: [schemes],
    ...smallMultiples(blocks.length),
    blocks,
  };
}

function antennaRows(rows: readonly DesignRecord[], shares: ReadonlyMap<number, readonly number[]>): PanelRow[] {
  const [first] = rows;
  const antennas = first?.sweep.tx_antennas ?? 0;
  return Array.from({ length: antennas }, (_, a) => {
    const values = rows.flatMap((r) => (shares.get(r.id) ?? []).filter((_share, at) => at % antennas === a));
    const { value, lower, upper } = bandedMedian(values, 'quartiles');
    return {
      ...(first ? rowKeys(first) : {}),
      antenna: a + 1,
      share: json(value),
      lower: json(lower),
      upper: json(upper),
      kept: rows.filter((r) => shares.has(r.id)).length,
      designs: values.length,
    };
  });
}
