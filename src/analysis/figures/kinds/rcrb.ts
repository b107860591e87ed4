import type { SweepDimension } from '../../gridRow.ts';
import { bandNote, type Curve, type CurvePoint, curvesOf, json, medianNote, medianRcrb } from '../curves.ts';
import { rcrbAxis, smallMultiples, sweepAxis } from '../axes.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { bandLayer, lineLayer, type Looks, pointLayer } from '../layers.ts';
import { CROSS, designLegend, INK, schemeLegend } from '../palette.ts';

/** RCRB against each varied sweep dimension, above the feasible share: Figs. 5, 6, 8 and the rho sweep. */
export const rcrbKind: FigureKind = {
  kind: 'rcrb',
  describe: 'RCRB against the threshold, rho, N, L, M or d, above the feasible share',
  build: (input) => variedDimensions(input.designs.rows).map((dimension) => rcrbFigure(input, dimension)),
};

function rcrbFigure(input: FigureInput, dimension: SweepDimension): Figure {
  const { rows } = input.designs;
  const { options, directory } = input;
  const about = DIMENSIONS[dimension];
  const others = variedDimensions(rows).filter((d) => d !== dimension);
  const facets = facetsOf(rows, ['design', 'robustness'], others).map((facet) => ({
    ...facet,
    curves: curvesOf(facet.rows, dimension, options.medians),
  }));
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const designs = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: designs, shape: true };
  const all = facets.flatMap((f) => f.curves.flatMap((c) => c.points.map((p) => pointRow(c, p, dimension, input))));
  const failed: [string, string][] = rows.some((r) => r.failed) ? [['failed', 'failed draws']] : [];
  const y = rcrbAxis(all.flatMap((r) => [r['rcrb_deg'], r['lower'], r['upper']]));
  const x = sweepAxis(
    rows.map((r) => r.sweep[dimension]),
    about.title,
  );
  const blocks = facets.map(({ title, curves }): Block => {
    const points = curves.flatMap((c) => c.points.map((p) => pointRow(c, p, dimension, input)));
    const shared = { x, rows: points };
    return {
      title,
      panels: [
        {
          ...shared,
          height: 190,
          y,
          about: 'median RCRB in degrees',
          layers: [
            bandLayer(dimension, 'lower', 'upper', looks),
            lineLayer(dimension, 'rcrb_deg', looks),
            pointLayer(dimension, 'rcrb_deg', looks),
          ],
          tooltip: [
            ['rcrb_deg', 'median RCRB (deg)'],
            ['lower', 'band from (deg)'],
            ['upper', 'band to (deg)'],
            ['rcrb_relaxation_deg', 'median of the relaxation (deg)'],
            ['rcrb_lower_deg', 'median lower bound (deg)'],
            ['feasible', 'feasible draws'],
            ['meets_claim', 'draws that meet the claim'],
            ['holds_over_ball', 'draws that hold over the error ball'],
            ['undecided', 'undecided draws'],
            ...failed,
            ['draws', 'draws'],
          ],
        },
        {
          ...shared,
          height: 90,
          y: { title: 'Feasible share', domain: [-0.08, 1.08], nice: false, format: '%', ticks: [0, 0.5, 1] },
          about: 'feasible share of the draws',
          layers: [
            lineLayer(dimension, 'feasible_share', looks),
            pointLayer(dimension, 'feasible_share', looks),
            pointLayer(
              dimension,
              'meets_claim_share',
              { colour: schemes },
              {
                shape: CROSS,
                hollow: true,
                size: 44,
                filter: 'datum.meets_claim < datum.feasible',
              },
            ),
          ],
          tooltip: [
            ['feasible', 'feasible draws'],
            ['meets_claim', 'draws that meet the claim'],
            ['holds_over_ball', 'draws that hold over the error ball'],
            ['undecided', 'undecided draws'],
            ...failed,
            ['draws', 'draws'],
          ],
        },
      ],
    };
  });
  const unmet = all.some((r) => Number(r['meets_claim']) < Number(r['feasible']));
  const draws = facets.flatMap((f) => f.curves.flatMap((c) => c.points.map((p) => p.draws.length)));
  const legend: LegendGroup[] = [schemes, ...(designs.items.length > 1 ? [designs] : [])];
  if (unmet)
    legend.push({
      field: 'mark',
      items: [
        {
          value: 'meets_claim',
          label: 'share that meets its claim, where lower',
          colour: INK,
          shape: CROSS,
          swatch: 'point',
        },
      ],
    });
  return {
    name: `rcrb-${about.slug}`,
    table: 'designs',
    title: directory.study.title,
    heading: `RCRB against ${about.title}`,
    notes: [
      drawsNote(input),
      `RCRB: root of the mean CRB over the base stations, achieved by the precoders. ${medianNote(options.medians)}`,
      ...bandNote(options.band, Math.min(...draws, Infinity)),
    ],
    alternative: `Median root Cramer-Rao bound of the target angle in degrees, and below it the share of feasible draws, against ${about.title}. ${trend(
      facets.flatMap((f) => f.curves),
      dimension,
    )}`,
    legend,
    ...smallMultiples(facets.length),
    blocks,
  };
}

function pointRow(curve: Curve, point: CurvePoint, dimension: SweepDimension, { options }: FigureInput): PanelRow {
  const [first] = point.draws;
  const { value, lower, upper } = medianRcrb(point, options.band);
  const relaxation = medianRcrb(point, 'none', (r) => r.rcrbRelaxationDeg).value;
  const bound = medianRcrb(point, 'none', (r) => r.rcrbLowerDeg).value;
  return {
    ...(first ? rowKeys(first) : {}),
    [dimension]: point.x,
    scheme: curve.scheme,
    design: curve.design,
    rcrb_deg: json(value),
    lower: json(lower),
    upper: json(upper),
    rcrb_relaxation_deg: json(relaxation),
    rcrb_lower_deg: json(bound),
    draws: point.draws.length,
    feasible: point.feasible,
    meets_claim: point.meetsClaim,
    holds_over_ball: point.holdsOverBall,
    undecided: point.undecided,
    ...(point.failed > 0 ? { failed: point.failed } : {}),
    feasible_share: json(point.feasible / point.draws.length),
    meets_claim_share: json(point.meetsClaim / point.draws.length),
  };
}

/** First and last median of every curve in words. */
function trend(curves: readonly Curve[], dimension: SweepDimension): string {
  const parts = curves.map((curve) => {
    const medians = curve.points
      .map((p) => ({ x: p.x, y: medianRcrb(p, 'none').value }))
      .filter((p) => Number.isFinite(p.y));
    const [a, b] = [medians[0], medians.at(-1)];
    const name = `${curve.scheme} ${curve.design}${curve.robustness === 'none' ? '' : ` ${curve.robustness}`}`;
    if (!a || !b) return `${name}: no point that half of the draws reach`;
    return `${name}: ${a.y.toFixed(2)} at ${DIMENSIONS[dimension].text(a.x)}, ${b.y.toFixed(2)} at ${DIMENSIONS[dimension].text(b.x)}`;
  });
  return `${parts.join('; ')}.`;
}
