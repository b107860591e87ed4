import type { SweepDimension } from '../../gridRow.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { numberRows } from '../../readStudyDirectory.ts';
import { type BandKind, bandedMedian, largest, smallest } from '../../statistics.ts';
import { panelRow, smallMultiples, sweepAxis } from '../axes.ts';
import { bandNote, curvesOf, json, withLoneBands } from '../curves.ts';
import { DIMENSIONS, distinct, rowKeys, variedDimensions } from '../facets.ts';
import type { Axis, Block, Figure, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { lineLayer, type Looks, openBandLayers, pointLayer } from '../layers.ts';
import { designLegend, schemeLegend } from '../palette.ts';

/** Complexity and backhaul models against the sizes of the system, above the measured iterations. */
export const complexityKind: FigureKind = {
  kind: 'complexity',
  describe: 'models of arithmetic and backhaul against J, K, N and L, above the measured iterations',
  build: (input) => {
    const models = readModels(input);
    const dimensions = variedDimensions(input.designs.rows).filter((d) => d !== 'threshold_db' && d !== 'rho');
    return models.size === 0 || dimensions.length === 0 ? [] : [complexityFigure(input, models, dimensions)];
  },
};

interface Model {
  readonly flops: number;
  readonly bits: number;
  readonly solverIterations: number;
}

/** Models and measured interior-point iterations of each design. */
function readModels({ directory }: FigureInput): Map<number, Model> {
  const columns = ['design_id', 'model_flops', 'overhead_bits', 'solver_iterations'] as const;
  const models = new Map<number, Model>();
  for (const row of numberRows(directory, 'complexity', columns))
    models.set(row.design_id, {
      flops: row.model_flops,
      bits: row.overhead_bits,
      solverIterations: row.solver_iterations,
    });
  return models;
}

function complexityFigure(
  input: FigureInput,
  models: ReadonlyMap<number, Model>,
  dimensions: readonly SweepDimension[],
): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, shape: true, ...(dashes.items.length > 1 ? { dash: dashes } : {}) };
  const base = baseValues(rows, dimensions);
  const slices = dimensions.map((dimension) => {
    const others = variedDimensions(rows).filter((d) => d !== dimension);
    const own = rows.filter((r) => others.every((d) => Number.isNaN(r.sweep[d]) || r.sweep[d] === base.get(d)));
    return { dimension, others, values: modelRows(own, dimension, models, options.band) };
  });
  const all = slices.flatMap((s) => s.values);
  const blocks = slices.map(({ dimension, others, values }): Block => {
    const x = sweepAxis(
      values.map((v) => Number(v[dimension])),
      DIMENSIONS[dimension].title,
    );
    const panel = (field: string, y: Axis, about: string, height: number) => ({
      height,
      x,
      y,
      rows: values,
      about,
      layers: [
        ...(field === 'iterations' ? openBandLayers(dimension, 'lower', 'upper', looks, y) : []),
        lineLayer(dimension, field, looks),
        pointLayer(dimension, field, looks),
      ],
      tooltip: [
        ['flops', 'model (63) of a solve'],
        ['bits', 'overhead of a frame (bit)'],
        ['iterations', 'median interior-point iterations'],
        ['lower', 'band from'],
        ['upper', 'band to'],
        ['feasible', 'feasible draws'],
        ['draws', 'draws'],
      ] as const,
    });
    return {
      title: others.map((d) => DIMENSIONS[d].text(base.get(d) ?? Number.NaN)).join(', '),
      panels: [
        panel('flops', decades('Model (63), arithmetic', all, 'flops'), 'model of the arithmetic of one solve', 130),
        panel('bits', decades('Backhaul (bit/frame)', all, 'bits'), 'model of the backhaul of one frame', 110),
        panel(
          'iterations',
          decades('Iterations', all, 'iterations', 'lower', 'upper'),
          'median interior-point iterations of a design',
          100,
        ),
      ],
    };
  });
  const feasible = rows.filter((r) => r.feasible).length;
  const draws = smallest(all.map((v) => Number(v['draws'])));
  return {
    name: 'complexity',
    table: 'complexity',
    title: directory.study.title,
    heading: 'Complexity and overhead models beside measured iterations',
    notes: [
      `${drawsNote(input)} ${feasible} of ${rows.length} designs are feasible.`,
      'Model (63) of one solve up to a constant, overhead (64) and (65) of one frame: the same for every draw, so without bands. All else as above each panel.',
      'Iterations: interior-point iterations over all programs of a design, median over all draws, infeasible ones with theirs.',
      ...bandNote(options.band, draws),
    ],
    alternative: `Models of the arithmetic of one solve and of the backhaul of a frame, and measured interior-point iterations, against ${dimensions.map((d) => DIMENSIONS[d].title).join(', ')}.`,
    legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : [])],
    ...(blocks.length === 4 ? panelRow(4) : smallMultiples(blocks.length)),
    blocks,
  };
}

/** Where the slices cross: the middle value of every varied dimension. */
function baseValues(rows: readonly DesignRecord[], dimensions: readonly SweepDimension[]): Map<SweepDimension, number> {
  const varied = new Set([...dimensions, ...variedDimensions(rows)]);
  return new Map(
    [...varied].map((dimension): [SweepDimension, number] => {
      const values = distinct(rows.map((r) => r.sweep[dimension]))
        .filter((v) => !Number.isNaN(v))
        .sort((a, b) => a - b);
      return [dimension, values[values.length >> 1] as number];
    }),
  );
}

function modelRows(
  rows: readonly DesignRecord[],
  dimension: SweepDimension,
  models: ReadonlyMap<number, Model>,
  band: BandKind,
): PanelRow[] {
  return curvesOf(rows, dimension, 'all').flatMap(({ points }) =>
    withLoneBands(
      points.flatMap(({ draws, feasible }): PanelRow[] => {
        const found = draws.flatMap((r) => models.get(r.id) ?? []);
        const [first, model] = [draws[0], found[0]];
        if (!first || !model) return [];
        const iterations = bandedMedian(
          found.map((m) => m.solverIterations),
          band,
        );
        return [
          {
            ...rowKeys(first),
            flops: json(model.flops),
            bits: positive(model.bits),
            iterations: positive(iterations.value),
            lower: positive(iterations.lower),
            upper: positive(iterations.upper),
            draws: draws.length,
            feasible,
          },
        ];
      }),
    ),
  );
}

/** A logarithmic axis has no 0: no point there. */
function positive(x: number): number | null {
  return x > 0 ? json(x) : null;
}

function decades(title: string, rows: readonly PanelRow[], ...fields: readonly string[]): Axis {
  const numbers = rows.flatMap((r) => fields.map((f) => r[f])).filter((v): v is number => typeof v === 'number');
  if (numbers.length === 0) return { title, scale: 'log' };
  const [low, high] = [smallest(numbers) / 1.5, largest(numbers) * 1.5];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const step = Math.ceil((last - first) / 5);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).filter(
    (t, i) => i % step === 0 && t >= low && t <= high,
  );
  const own = ticks.length < 2 ? { format: '~s' } : { format: '.0e', ticks };
  return { title, scale: 'log', domain: [low, high], nice: false, ...own };
}
