import type { SweepDimension } from '../../gridRow.ts';
import { smallest } from '../../statistics.ts';
import { rcrbAxis, shareAxis, sweepAxis } from '../axes.ts';
import {
  bandNote,
  type Curve,
  type CurvePoint,
  curvesOf,
  json,
  medianNote,
  medianRcrb,
  medianRcrbTitle,
  withLoneBands,
} from '../curves.ts';
import { DIMENSIONS, type Facet, variedDimensions } from '../facets.ts';
import type { Block, Figure, Layer, LegendGroup, Panel, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { curveLayers, emptyLayer, type Looks, openBandLayers, pointLayer } from '../layers.ts';
import { CROSS, INK } from '../palette.ts';
import { seriesLayout } from '../seriesLayout.ts';

/** RCRB against each varied sweep dimension, above the feasible share: Figs. 5, 6, 8 and the rho sweep. */
export const rcrbKind: FigureKind = {
  kind: 'rcrb',
  describe: 'RCRB against the threshold, rho, N, L, M or d, above the feasible share',
  build: (input) => variedDimensions(input.designs.rows).map((dimension) => rcrbFigure(input, dimension)),
};

/** Shares of the draws that are marked where they are below the feasible share. */
const MARKS = {
  meets_claim: { label: 'share that meets its claim, where lower', shape: CROSS, hollow: false },
  holds_over_ball: { label: 'share that holds over the error ball, where lower', shape: 'triangle-down', hollow: true },
} as const;
type Mark = keyof typeof MARKS;

/** What a mark must lie below to be drawn. */
const ABOVE: Readonly<Record<Mark, string>> = { meets_claim: 'feasible', holds_over_ball: 'meets_claim' };

function rcrbFigure(input: FigureInput, dimension: SweepDimension): Figure {
  const { options, directory } = input;
  const about = DIMENSIONS[dimension];
  // designs without a cap on amplitudes have no place on its axis
  const rows = input.designs.rows.filter((r) => Number.isFinite(r.sweep[dimension]));
  const layout = seriesLayout(input, rows, dimension);
  const { looks } = layout;
  const facets = layout.facets.map((facet) => {
    const curves = curvesOf(facet.rows, dimension, options.medians);
    const values = curves.flatMap(({ points }) =>
      withLoneBands(points.map((point) => ({ ...layout.keys(point.draws[0]), ...pointFields(point, input) }))),
    );
    return { ...facet, curves, values };
  });
  const all = facets.flatMap((f) => f.values);
  const y = rcrbAxis(
    all.flatMap((r) => [r['rcrb_deg'], r['lower'], r['upper']]),
    medianRcrbTitle(options.medians),
  );
  const x = sweepAxis(
    rows.map((r) => r.sweep[dimension]),
    about.title,
  );
  const marks = (['meets_claim', 'holds_over_ball'] as const).filter((mark) =>
    all.some((r) => Number(r[mark]) < Number(r[ABOVE[mark]])),
  );
  const counts: Panel['tooltip'] = [
    ['csi_error_radius', 'd'],
    ['feasible', 'feasible draws'],
    ['meets_claim', 'draws that meet the claim'],
    ['holds_over_ball', 'draws that hold over the error ball'],
    ['undecided', 'undecided draws'],
    ...(rows.some((r) => r.failed) ? [['failed', 'failed draws'] as const] : []),
    ['draws', 'draws'],
  ];
  const blocks = facets.map(({ title, values }): Block => {
    const shared = { x, rows: values };
    const nothing = values.every((r) => r['rcrb_deg'] === null);
    return {
      title,
      panels: [
        {
          ...shared,
          height: 190,
          y,
          about: 'median RCRB in degrees',
          layers: [
            ...openBandLayers(dimension, 'lower', 'upper', looks, y),
            ...curveLayers(dimension, 'rcrb_deg', looks),
            pointLayer(dimension, 'rcrb_deg', looks),
            ...(nothing
              ? [emptyLayer(['no median: half of the draws or more', 'have no design that meets its claim'])]
              : []),
          ],
          tooltip: [
            ['rcrb_deg', 'median RCRB (deg)'],
            ['lower', 'band from (deg)'],
            ['upper', 'band to (deg)'],
            ['rcrb_relaxation_deg', 'median of the relaxation (deg)'],
            ['rcrb_lower_deg', 'median lower bound (deg)'],
            ...counts,
          ],
        },
        {
          ...shared,
          height: 90,
          y: shareAxis('Feasible share'),
          about: 'feasible share of the draws',
          layers: [
            ...curveLayers(dimension, 'feasible_share', looks),
            pointLayer(dimension, 'feasible_share', looks),
            ...marks.map((mark) => markLayer(mark, dimension, looks)),
          ],
          tooltip: counts,
        },
      ],
    };
  });
  return {
    name: `rcrb-${about.slug}`,
    table: 'designs',
    title: directory.study.title,
    heading: `RCRB against ${about.noun}`,
    notes: [
      drawsNote(input),
      `RCRB: root of the mean CRB over the base stations, achieved by the precoders. ${medianNote(options.medians)}`,
      ...bandNote(options.band, smallest(all.map((r) => Number(r['draws']))), all),
    ],
    alternative: `Median root Cramer-Rao bound of the target angle in degrees, and below it the share of feasible draws, against ${about.title}. ${trend(facets, dimension)}`,
    legend: [...layout.legend, ...marks.map(markLegend)],
    columns: layout.columns,
    blockWidth: layout.blockWidth,
    blocks,
  };
}

function markLayer(mark: Mark, dimension: SweepDimension, { colour }: Looks): Layer {
  const { shape, hollow } = MARKS[mark];
  return pointLayer(
    dimension,
    `${mark}_share`,
    { colour },
    { shape, hollow: true, size: hollow ? 56 : 44, filter: `datum.${mark} < datum.${ABOVE[mark]}` },
  );
}

function markLegend(mark: Mark): LegendGroup {
  return { field: 'mark', items: [{ value: mark, colour: INK, swatch: 'point', ...MARKS[mark] }] };
}

/** Medians and counts of a point. */
function pointFields(point: CurvePoint, { options }: FigureInput): PanelRow {
  const { value, lower, upper } = medianRcrb(point, options.band);
  const relaxation = medianRcrb(point, 'none', (r) => r.rcrbRelaxationDeg).value;
  const bound = medianRcrb(point, 'none', (r) => r.rcrbLowerDeg).value;
  const draws = point.draws.length;
  return {
    rcrb_deg: json(value),
    lower: json(lower),
    upper: json(upper),
    rcrb_relaxation_deg: json(relaxation),
    rcrb_lower_deg: json(bound),
    draws,
    feasible: point.feasible,
    meets_claim: point.meetsClaim,
    holds_over_ball: point.holdsOverBall,
    undecided: point.undecided,
    ...(point.failed > 0 ? { failed: point.failed } : {}),
    feasible_share: json(point.feasible / draws),
    meets_claim_share: json(point.meetsClaim / draws),
    holds_over_ball_share: json(point.holdsOverBall / draws),
  };
}

/** First and last median of every curve in words. */
function trend(facets: readonly (Facet & { readonly curves: readonly Curve[] })[], dimension: SweepDimension): string {
  const { text } = DIMENSIONS[dimension];
  const panels = facets.map(({ title, curves }) => {
    const parts = curves.map(({ scheme, robustness, points }) => {
      const medians = points
        .map((p) => ({ x: p.x, y: medianRcrb(p, 'none').value }))
        .filter((p) => Number.isFinite(p.y));
      const [a, b] = [medians[0], medians.at(-1)];
      const radius = points[0]?.draws[0]?.sweep.csi_error_radius ?? 0;
      const error = radius === 0 ? '' : ` ${robustness}, ${DIMENSIONS.csi_error_radius.text(radius)}`;
      const name = `${scheme}${dimension === 'csi_error_radius' ? '' : error}`;
      if (!a || !b) return `${name}: no point that half of the draws reach`;
      return `${name}: ${a.y.toFixed(2)} at ${text(a.x)}, ${b.y.toFixed(2)} at ${text(b.x)}`;
    });
    return `${title === '' ? '' : `${title}: `}${parts.join('; ')}.`;
  });
  return panels.join(' ');
}
