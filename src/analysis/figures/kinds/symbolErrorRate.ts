import { axisOf } from '../../../study/sweepAxes.ts';
import { type ErrorCount, limitWithoutErrors, pooledErrors, readErrorCounts } from '../../errorCounts.ts';
import type { SweepDimension } from '../../gridRow.ts';
import { smallest } from '../../statistics.ts';
import { smallMultiples, sweepAxis } from '../axes.ts';
import { type CurvePoint, curvesOf, designedDraws, json } from '../curves.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { bandLayer, lineLayer, type Looks, pointLayer } from '../layers.ts';
import { designLegend, INK, schemeLegend } from '../palette.ts';

/** Symbol error rate against a sweep dimension. */
export const symbolErrorRateKind: FigureKind = {
  kind: 'ser',
  describe: 'symbol error rate against the threshold, rho, N, L, M or d, above the feasible share',
  build: (input) => {
    const counts = readErrorCounts(input.directory);
    const [dimension] = variedDimensions(input.designs.rows);
    return counts.size === 0 ? [] : [serFigure(input, counts, dimension ?? 'threshold_db')];
  },
};

function serFigure(input: FigureInput, counts: ReadonlyMap<number, ErrorCount>, dimension: SweepDimension): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const others = variedDimensions(rows).filter((d) => d !== dimension);
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: dashes, shape: true };
  const facets = facetsOf(rows, ['design', 'robustness'], others).map(({ title, rows: own }) => ({
    title,
    values: curvesOf(own, dimension, options.medians).flatMap((curve) =>
      curve.points.map((point) => serRow(point, dimension, counts, directory.study.realizations.frames)),
    ),
  }));
  const drawn = facets.flatMap((f) =>
    f.values.flatMap((v) => [v['ser'], v['ser_upper'], v['ser_lower'], v['none_wrong']]),
  );
  const positive = drawn.filter((v): v is number => typeof v === 'number' && v > 0);
  const floor = 10 ** Math.floor(Math.log10(Math.min(smallest(positive), 0.1)));
  const none = facets.some((f) => f.values.some((v) => v['none_wrong'] !== null));
  const symbolLevel = rows.some((r) => r.scheme.startsWith('SLP'));
  const blocks = facets
    .map(({ title, values }): Block => ({
      title,
      panels: [
        {
          height: 200,
          x: sweepAxis(
            rows.map((r) => r.sweep[dimension]),
            DIMENSIONS[dimension].title,
          ),
          y: { title: 'Symbol error rate', scale: 'log', domain: [floor, 1], nice: false, format: '.0e' },
          rows: values,
          about: 'symbol error rate',
          layers: [
            bandLayer(dimension, 'band_lower', 'ser_upper', looks),
            lineLayer(dimension, 'ser', looks),
            pointLayer(dimension, 'ser', looks),
            pointLayer(
              dimension,
              'none_wrong',
              { colour: schemes },
              { shape: 'triangle-down', hollow: true, size: 50 },
            ),
          ],
          tooltip: [
            ['rate', 'symbol error rate'],
            ['ser_lower', 'interval over designs from'],
            ['ser_upper', 'interval over designs to'],
            ['none_wrong', 'limit, no error seen'],
            ['wrong', 'wrong decisions'],
            ['decisions', 'decisions'],
            ['kept', 'draws behind it'],
          ],
        },
        {
          height: 70,
          x: sweepAxis(
            rows.map((r) => r.sweep[dimension]),
            DIMENSIONS[dimension].title,
          ),
          y: { title: 'Feasible', domain: [-0.08, 1.08], nice: false, format: '%', ticks: [0, 0.5, 1] },
          rows: values,
          about: 'feasible share of the draws',
          layers: [lineLayer(dimension, 'feasible_share', looks), pointLayer(dimension, 'feasible_share', looks)],
          tooltip: [
            ['feasible', 'feasible draws'],
            ['draws', 'draws'],
          ],
        },
      ],
    }))
    .map((block) => withFloor(block, floor));
  const legend: LegendGroup[] = [schemes, ...(dashes.items.length > 1 ? [dashes] : [])];
  if (none)
    legend.push({
      field: 'mark',
      items: [
        {
          value: 'none',
          label: 'no error seen: 95% limit, these designs',
          colour: INK,
          shape: 'triangle-down',
          hollow: true,
          swatch: 'point',
        },
      ],
    });
  return {
    name: 'ser',
    table: 'ser',
    title: directory.study.title,
    heading: `Symbol error rate against ${DIMENSIONS[dimension].title}`,
    notes: [
      `${drawsNote(input)} ${directory.study.realizations.frames} frames through each design, M = ${axisOf(directory.study, 'pskOrder').join(', ')}-PSK.`,
      'Share of wrong symbol decisions over the users and the draws feasible at every point of a curve that half of the draws reach.',
      'Bands: 95% interval of the mean rate over designs, each channel draw one observation; none for a single draw.',
      ...(symbolLevel
        ? [
            'Block level: new symbols in every frame. Symbol level: the rate of the frames that the designs were made for.',
          ]
        : []),
    ],
    alternative: `Symbol error rate on a logarithmic axis against ${DIMENSIONS[dimension].title}, and below it the share of feasible draws.`,
    legend,
    ...smallMultiples(blocks.length),
    blocks,
  };
}

/** A logarithmic axis has no 0: bands end at its lower end. */
function withFloor(block: Block, floor: number): Block {
  return {
    ...block,
    panels: block.panels.map((panel) => ({
      ...panel,
      rows: panel.rows.map((row) => {
        const lower = row['ser_lower'];
        return { ...row, band_lower: typeof lower === 'number' && row['ser'] !== null ? Math.max(floor, lower) : null };
      }),
    })),
  };
}

function serRow(
  point: CurvePoint,
  dimension: SweepDimension,
  counts: ReadonlyMap<number, ErrorCount>,
  frames: number,
): PanelRow {
  const [first] = point.draws;
  const kept = designedDraws(point);
  const { wrong, decisions, rate, lower, upper } = pooledErrors(kept, counts);
  return {
    ...(first ? rowKeys(first) : {}),
    [dimension]: point.x,
    rate: json(rate),
    ser: rate > 0 ? json(rate) : null,
    ser_lower: json(lower),
    ser_upper: json(upper),
    none_wrong: rate === 0 ? json(limitWithoutErrors(kept, frames)) : null,
    wrong,
    decisions,
    kept: kept.length,
    draws: point.draws.length,
    feasible: point.feasible,
    feasible_share: json(point.feasible / point.draws.length),
  };
}
