import { paddedDomain, rcrbAxis } from '../axes.ts';
import { curvesOf, json, medianRcrbTitle } from '../curves.ts';
import { DIMENSIONS, variedDimensions } from '../facets.ts';
import type { Axis, Block, Figure, Layer, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { curveLayers, type Looks, pointLayer } from '../layers.ts';
import { INK, withoutShapes } from '../palette.ts';
import { seriesLayout, type SeriesLayout } from '../seriesLayout.ts';
import { distanceOn, type Medians, type Pair, pairOf } from '../tradeoffPoints.ts';

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

/** SINR in dB below which the weighted form serves nobody: such points stand at the left edge, so that they do not squeeze the others. */
const SERVED_DB = -15;
/** Share of an axis within which a line joins neighbouring weights: the medians of others belong to unrelated solutions. */
const NEAR = 0.25;
/** Share of an axis by which a promise must differ from what is achieved to be drawn. */
const VISIBLE = 0.02;

function tradeoffFigure(input: FigureInput, dimension: 'threshold_db' | 'rho'): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const layout = seriesLayout(input, rows, dimension);
  const facets = layout.facets.map((facet) => ({
    title: facet.title,
    curves: curvesOf(facet.rows, dimension, options.medians).map((curve) =>
      curve.points.map(pairOf).filter(({ achieved: { rcrb } }) => Number.isFinite(rcrb)),
    ),
  }));
  const pairs = facets.flatMap((f) => f.curves.flat());
  const cut = dimension === 'rho' ? SERVED_DB : -Infinity;
  const left = pairs.filter(({ achieved }) => !(achieved.sinr >= cut && Number.isFinite(achieved.sinr)));
  const shown = pairs.flatMap(({ achieved, promised }) => [achieved, promised]);
  const inside = shown.map((m) => m.sinr).filter((v) => v >= cut && Number.isFinite(v));
  const edge = left.length > 0 && Number.isFinite(cut) ? [cut] : [];
  const domain = paddedDomain([...inside, ...edge]) ?? [0, 1];
  const x: Axis = { title: 'Median of the smallest SINR (dB)', nice: false, domain };
  const y = rcrbAxis(shown.map((m) => m.rcrb).filter(Number.isFinite), medianRcrbTitle(options.medians));
  const distance = distanceOn(x, y);
  const panels = facets.map((facet) => ({
    title: facet.title,
    values: facet.curves.flatMap((curve) => {
      const joined = (a: Pair, b: Pair): boolean =>
        dimension === 'threshold_db' || distance(a.achieved, b.achieved) <= NEAR;
      let segment = 0;
      return curve.flatMap((pair, step): PanelRow[] => {
        const before = curve[step - 1];
        if (before && !joined(before, pair)) segment++;
        const { point, achieved, promised } = pair;
        const row = (name: string, { sinr, rcrb }: Medians): PanelRow => ({
          ...layout.keys(point.draws[0]),
          step,
          segment,
          curve: name,
          sinr_db: json(sinr),
          rcrb_deg: json(rcrb),
          draws: point.draws.length,
          feasible: point.feasible,
          meets_claim: point.meetsClaim,
          holds_over_ball: point.holdsOverBall,
        });
        if (left.includes(pair)) return Number.isFinite(cut) ? [{ ...row('beyond', achieved), sinr_axis: cut }] : [];
        const placed = Number.isFinite(promised.sinr + promised.rcrb) && promised.sinr >= cut;
        const differs = placed && distance(achieved, promised) > VISIBLE;
        const drawn = [row('achieved', achieved), ...(differs ? [row('promised', promised)] : [])];
        return drawn.map((r) => ({ ...r, sinr_axis: r['sinr_db'] ?? null }));
      });
    }),
  }));
  const all = panels.flatMap((p) => p.values);
  const blocks = panels.map(({ title, values }): Block => ({
    title,
    panels: [
      {
        height: 240,
        x,
        y,
        rows: values,
        about: 'median RCRB in degrees against the median of the smallest SINR',
        layers: tradeoffLayers(layout.looks),
        tooltip: [
          ['curve', 'value'],
          ['sinr_db', 'median smallest SINR (dB)'],
          ['rcrb_deg', 'median RCRB (deg)'],
          [dimension, dimension === 'rho' ? 'weight ρ' : 'threshold (dB)'],
          ['csi_error_radius', 'd'],
          ['feasible', 'feasible draws'],
          ['meets_claim', 'draws that meet the claim'],
          ['holds_over_ball', 'draws that hold over the error ball'],
          ['draws', 'draws'],
        ],
      },
    ],
  }));
  const meetsClaim = rows.filter((r) => r.meetsClaim).length;
  const feasible = rows.filter((r) => r.feasible).length;
  const drawn = CURVES.filter(({ value }) => all.some((r) => r['curve'] === value));
  return {
    name: 'tradeoff',
    table: 'designs',
    title: directory.study.title,
    heading: `RCRB against the smallest SINR over ${DIMENSIONS[dimension].noun}`,
    notes: [
      `${drawsNote(input)} ${feasible} of ${rows.length} designs are feasible, ${meetsClaim} meet their claim.`,
      options.medians === 'all'
        ? 'Medians over all draws of what the precoders achieve, whether or not they meet their claim; a draw without precoders counts as infinite.'
        : 'Per-point medians over the feasible draws.',
      ...(dimension === 'rho'
        ? [
            'A point for each weight (ρ = 0 has no RCRB); lines join neighbours less than a quarter of either axis apart.',
          ]
        : []),
      ...leftNote(left, dimension, cut, layout),
      'No bands: a point is a pair of medians; the figure of the RCRB along the sweep has the bands.',
    ],
    alternative: `Median root Cramer-Rao bound in degrees against the median of the smallest SINR in dB, promised by the programs and achieved by the precoders. ${meetsClaim} of ${feasible} feasible designs meet their claim.`,
    legend: [...layout.legend.map(withoutShapes), { field: 'curve', items: drawn }],
    columns: layout.columns,
    blockWidth: layout.blockWidth,
    blocks,
  };
}

/** What the precoders achieve, and what the program promises where that differs. */
const CURVES: LegendGroup['items'] = [
  { value: 'achieved', label: 'achieved by the precoders', swatch: 'point', shape: 'circle', colour: INK },
  {
    value: 'promised',
    label: 'promised by the program, where it differs',
    swatch: 'point',
    shape: 'circle',
    colour: INK,
    hollow: true,
  },
  { value: 'beyond', label: minus(`SINR below ${SERVED_DB} dB`), swatch: 'point', shape: 'triangle-left', colour: INK },
];

function tradeoffLayers(looks: Looks): Layer[] {
  const plain: Looks = { colour: looks.colour };
  const is = (curve: string): string => `datum.curve === '${curve}'`;
  const line = { order: 'step', split: 'segment' };
  return [
    ...curveLayers('sinr_axis', 'rcrb_deg', looks, { ...line, width: 1, filter: is('promised') }),
    ...curveLayers('sinr_axis', 'rcrb_deg', looks, { ...line, filter: is('achieved') }),
    pointLayer('sinr_axis', 'rcrb_deg', plain, { hollow: true, size: 60, filter: is('promised') }),
    pointLayer('sinr_axis', 'rcrb_deg', plain, { filter: is('achieved') }),
    pointLayer('sinr_axis', 'rcrb_deg', plain, { shape: 'triangle-left', size: 60, filter: is('beyond') }),
  ];
}

/** Points that the axis leaves out, with their SINRs. */
function leftNote(
  left: readonly Pair[],
  dimension: 'threshold_db' | 'rho',
  cut: number,
  { keys, looks }: SeriesLayout,
): string[] {
  if (left.length === 0) return [];
  const curves = new Map<string, Pair[]>();
  for (const pair of left) {
    const row = keys(pair.point.draws[0]);
    const name = ['scheme', 'design', ...(looks.dash ? [looks.dash.field] : [])].map((field) => row[field]).join(' ');
    curves.set(name, [...(curves.get(name) ?? []), pair]);
  }
  const decibels = (x: number): string => (Number.isFinite(x) ? minus(x.toFixed(0)) : '−∞');
  const texts = [...curves].map(([name, pairs]) => {
    const at = DIMENSIONS[dimension].text(pairs.map((p) => p.point.x).join(', '));
    return `${name} at ${at} (${pairs.map((p) => decibels(p.achieved.sinr)).join(', ')} dB)`;
  });
  const where = Number.isFinite(cut)
    ? `lie left of ${minus(String(cut))} dB, where nobody is served`
    : 'have no place on the axis';
  return [`${left.length} points ${where}: ${texts.join('; ')}.`];
}

/** A number with the sign that the axes have. */
function minus(text: string): string {
  return text.replace('-', '−');
}
