import { type ErrorCount, limitWithoutErrors, pooledErrors, readErrorCounts } from '../../errorCounts.ts';
import type { SweepDimension } from '../../gridRow.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { smallest } from '../../statistics.ts';
import { shareAxis, smallMultiples } from '../axes.ts';
import { type CurvePoint, curvesOf, designedDraws, json } from '../curves.ts';
import { type Dodge, dodgeOf } from '../dodge.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind, type FigureOptions } from '../figureKind.ts';
import { bandLayer, lineLayer, type Looks, pointLayer } from '../layers.ts';
import { designLegend, INK, schemeLegend } from '../palette.ts';
import { framesText, LIMIT_NOTE, rateRule, whySlpCompErrs } from '../serWords.ts';

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

const NO_ERROR: LegendGroup = {
  field: 'mark',
  items: [
    {
      value: 'none',
      label: 'no error seen: 95% upper limit',
      colour: INK,
      shape: 'triangle-down',
      hollow: true,
      swatch: 'point',
    },
  ],
};

function serFigure(input: FigureInput, counts: ReadonlyMap<number, ErrorCount>, dimension: SweepDimension): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const { study } = directory;
  const about = DIMENSIONS[dimension];
  const others = variedDimensions(rows).filter((d) => d !== dimension);
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const dodge = dodgeOf(
    dimension,
    rows.map((r) => r.sweep[dimension]),
    schemes.items.map((i) => i.value),
    about.title,
  );
  const facets = facetsOf(rows, ['design', 'robustness'], others).map(({ title, rows: own }) => ({
    title,
    values: curvesOf(own, dimension, options.medians).flatMap((curve) =>
      curve.points.map((point) => ({
        ...serRow(point, counts, study.realizations.frames, options.medians),
        [dimension]: point.x,
        [dodge.field]: dodge.at(point.x, curve.scheme),
      })),
    ),
  }));
  const all = facets.flatMap((f) => f.values);
  const drawn = all.flatMap((v) => [v.ser, v.ser_upper, v.ser_lower, v.none_wrong]);
  const positive = drawn.filter((v): v is number => typeof v === 'number' && v > 0);
  const floor = 10 ** Math.floor(Math.log10(Math.min(smallest(positive), 0.1)));
  const none = all.some((v) => v.none_wrong !== null);
  const blocks = facets.map(({ title, values }) =>
    serBlock(title, values, floor, dodge, { colour: schemes, dash: dashes, shape: true }),
  );
  // block level has no PSK order
  const symbolLevel = rows.some((r) => !Number.isNaN(r.sweep.psk_order));
  return {
    name: 'ser',
    table: 'ser',
    title: study.title,
    heading: `Symbol error rate against ${about.noun}`,
    notes: [
      `${drawsNote(input)} ${framesText(study)}`,
      rateRule(options.medians),
      'Bands: 95% interval of the mean rate over designs, each channel draw one observation; none for a single draw or without an error.',
      ...(none ? [LIMIT_NOTE] : []),
      ...(symbolLevel
        ? [
            'Block level sends new symbols in every frame. A symbol-level rate is that of the one frame that each design was made for.',
          ]
        : []),
      ...whySlpCompErrs(
        facets.map((f) => f.values),
        rows,
        dimension,
      ),
    ],
    alternative: `Symbol error rate on a logarithmic axis against ${about.noun}, and below it the share of feasible draws.`,
    legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : []), ...(none ? [NO_ERROR] : [])],
    ...smallMultiples(blocks.length),
    // one panel takes the width that its notes need
    ...(blocks.length === 1 ? { blockWidth: 560 } : {}),
    blocks,
  };
}

function serBlock(title: string, values: readonly SerRow[], floor: number, dodge: Dodge, looks: Looks): Block {
  const x = dodge.field;
  // a logarithmic axis has no 0: bands end at its lower end
  const rows = values.map((row) => ({
    ...row,
    band_lower: row.ser_lower !== null && row.ser !== null ? Math.max(floor, row.ser_lower) : null,
  }));
  const none = { colour: looks.colour };
  return {
    title,
    panels: [
      {
        height: 220,
        x: dodge.axis,
        y: { title: 'Symbol error rate', scale: 'log', domain: [floor, 1], nice: false, format: '.0e' },
        rows,
        about: 'symbol error rate',
        layers: [
          bandLayer(x, 'band_lower', 'ser_upper', looks),
          lineLayer(x, 'ser', looks),
          pointLayer(x, 'ser', looks),
          pointLayer(x, 'none_wrong', none, { shape: 'triangle-down', hollow: true, size: 50 }),
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
        x: dodge.axis,
        y: shareAxis('Feasible share'),
        rows,
        about: 'feasible share of the draws',
        layers: [lineLayer(x, 'feasible_share', looks), pointLayer(x, 'feasible_share', looks)],
        tooltip: [
          ['feasible', 'feasible draws'],
          ['draws', 'draws'],
        ],
      },
    ],
  };
}

type SerRow = PanelRow & { readonly [field in 'ser' | 'ser_lower' | 'ser_upper' | 'none_wrong']: number | null };

/** Draws that have a rate at a point; none where half of the draws or more have none, by the rule `all`. */
function ratedDraws(point: CurvePoint, medians: FigureOptions['medians']): DesignRecord[] {
  if (medians === 'perPoint') return designedDraws(point);
  const kept = point.draws.filter((r) => r.designed && r.meetsClaim);
  return 2 * kept.length > point.draws.length ? kept : [];
}

function serRow(
  point: CurvePoint,
  counts: ReadonlyMap<number, ErrorCount>,
  frames: number,
  medians: FigureOptions['medians'],
): SerRow {
  const [first] = point.draws;
  const kept = ratedDraws(point, medians);
  const { wrong, decisions, rate, lower, upper } = pooledErrors(kept, counts);
  return {
    ...(first ? rowKeys(first) : {}),
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
