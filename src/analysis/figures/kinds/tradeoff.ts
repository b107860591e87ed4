import type { DesignRecord } from '../../readDesigns.ts';
import { rcrbAxis, paddedDomain, smallMultiples } from '../axes.ts';
import { median } from '../../../model/median.ts';
import { curvesOf, json } from '../curves.ts';
import { distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { lineLayer, type Looks, pointLayer } from '../layers.ts';
import { designLegend, schemeLegend } from '../palette.ts';

/** RCRB against the smallest SINR, promised by the program and achieved: Fig. 3 and the trade-off over rho. */
export const tradeoffKind: FigureKind = {
  kind: 'tradeoff',
  describe: 'RCRB against the smallest SINR, as the program promises it and as the precoders achieve it',
  build: (input) => {
    const { rows } = input.designs;
    const dimension = variedDimensions(rows).find((d) => d === 'threshold_db' || d === 'rho');
    const asked = dimension === 'rho' || rows.some((r) => r.design === 'blind');
    return dimension && asked ? [tradeoffFigure(input, dimension)] : [];
  },
};

/** What the program promises, and what its precoders achieve. */
const CURVES: LegendGroup = {
  field: 'curve',
  items: [
    { value: 'achieved', label: 'achieved by the precoders', swatch: 'point', shape: 'circle' },
    { value: 'promised', label: 'promised by the program', swatch: 'point', shape: 'circle', hollow: true },
  ],
};

function tradeoffFigure(input: FigureInput, dimension: 'threshold_db' | 'rho'): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const others = variedDimensions(rows).filter((d) => d !== dimension);
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: dashes };
  const facets = facetsOf(rows, ['design', 'robustness'], others).map(({ title, rows: own }) => ({
    title,
    values: curvesOf(own, dimension, options.medians).flatMap((curve) =>
      curve.points.flatMap((point, step): PanelRow[] => {
        // what the precoders achieve, whatever they claim: a draw without precoders has no SINR and an infinite RCRB
        const over = (quantity: (row: DesignRecord) => number, without: number): number | null => {
          const draws = options.medians === 'all' ? point.draws : point.draws.filter((r) => r.designed);
          return json(median(draws.map((r) => (r.designed ? quantity(r) : without))));
        };
        const [first] = point.draws;
        const base = {
          ...(first ? rowKeys(first) : {}),
          step,
          draws: point.draws.length,
          meets_claim: point.meetsClaim,
          holds_over_ball: point.holdsOverBall,
        };
        return [
          {
            ...base,
            curve: 'achieved',
            sinr_db: over((r) => r.sinrDb, -Infinity),
            rcrb_deg: over((r) => r.rcrbDeg, Infinity),
          },
          {
            ...base,
            curve: 'promised',
            sinr_db: over((r) => r.sinrProgramDb, -Infinity),
            rcrb_deg: over((r) => r.rcrbRelaxationDeg, Infinity),
          },
        ].filter((row) => row.sinr_db !== null && row.rcrb_deg !== null);
      }),
    ),
  }));
  const all = facets.flatMap((f) => f.values);
  const domain = paddedDomain(all.map((v) => Number(v['sinr_db'])));
  const y = rcrbAxis(all.map((v) => v['rcrb_deg']));
  const blocks = facets.map(({ title, values }): Block => ({
    title,
    panels: [
      {
        height: 210,
        x: { title: 'Median of the smallest SINR (dB)', nice: false, ...(domain ? { domain } : {}) },
        y,
        rows: values,
        about: 'median RCRB in degrees against the median of the smallest SINR',
        layers: [
          ...(['promised', 'achieved'] as const).map((curve) => ({
            ...lineLayer('sinr_db', 'rcrb_deg', looks, { order: 'step', width: curve === 'achieved' ? 1.8 : 1 }),
            transform: [{ filter: `datum.curve === '${curve}'` }],
          })),
          pointLayer('sinr_db', 'rcrb_deg', looks, { hollow: true, size: 60, filter: "datum.curve === 'promised'" }),
          pointLayer('sinr_db', 'rcrb_deg', looks, { filter: "datum.curve === 'achieved'" }),
        ],
        tooltip: [
          ['curve', 'value'],
          ['sinr_db', 'median smallest SINR (dB)'],
          ['rcrb_deg', 'median RCRB (deg)'],
          ['meets_claim', 'draws that meet the claim'],
          ['holds_over_ball', 'draws that hold over the error ball'],
          ['draws', 'draws'],
        ],
      },
    ],
  }));
  const meetsClaim = rows.filter((r) => r.meetsClaim).length;
  const feasible = rows.filter((r) => r.feasible).length;
  return {
    name: 'tradeoff',
    table: 'designs',
    title: directory.study.title,
    heading: 'RCRB against the smallest SINR, promised and achieved',
    notes: [
      `${drawsNote(input)} ${feasible} of ${rows.length} designs are feasible, ${meetsClaim} meet their claim.`,
      `Medians over all draws of what the precoders achieve, whether or not they meet their claim; one without precoders counts as an infinite RCRB. Points follow the ${dimension === 'rho' ? 'weights ρ' : 'thresholds'} of the sweep${dimension === 'rho' ? ' (ρ = 0 has no RCRB)' : ''}.`,
    ],
    alternative: `Median root Cramer-Rao bound in degrees against the median of the smallest SINR in dB, promised by the programs and achieved by the precoders. ${meetsClaim} of ${feasible} feasible designs meet their claim.`,
    legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : []), CURVES],
    ...smallMultiples(blocks.length),
    blocks,
  };
}
