import { median } from '../../../model/median.ts';
import type { SweepDimension } from '../../gridRow.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { numberRows } from '../../readStudyDirectory.ts';
import { largest, smallest } from '../../statistics.ts';
import { sweepAxis } from '../axes.ts';
import { json } from '../curves.ts';
import { DIMENSIONS, distinct, rowKeys, variedDimensions } from '../facets.ts';
import type { Axis, Block, Figure, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { lineLayer, type Looks, pointLayer } from '../layers.ts';
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
  const { directory, designs } = input;
  const { rows } = designs;
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: dashes, shape: true };
  const base = baseValues(rows, dimensions);
  const slices = dimensions.map((dimension) => {
    const others = variedDimensions(rows).filter((d) => d !== dimension);
    const own = rows.filter((r) => others.every((d) => Number.isNaN(r.sweep[d]) || r.sweep[d] === base.get(d)));
    return { dimension, others, values: modelRows(own, dimension, models) };
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
      layers: [lineLayer(dimension, field, looks), pointLayer(dimension, field, looks)],
      tooltip: [
        ['flops', 'model (63) of a solve'],
        ['bits', 'overhead of a frame (bit)'],
        ['iterations', 'median interior-point iterations'],
        ['designs', 'designs'],
      ] as const,
    });
    return {
      title: others.map((d) => DIMENSIONS[d].text(base.get(d) ?? Number.NaN)).join(', '),
      panels: [
        panel('flops', decades('Model (63), arithmetic', all, 'flops'), 'model of the arithmetic of one solve', 130),
        panel('bits', decades('Backhaul (bit/frame)', all, 'bits'), 'model of the backhaul of one frame', 110),
        panel(
          'iterations',
          decades('Iterations', all, 'iterations'),
          'median interior-point iterations of a design',
          100,
        ),
      ],
    };
  });
  return {
    name: 'complexity',
    table: 'complexity',
    title: directory.study.title,
    heading: 'Complexity and overhead models beside measured iterations',
    notes: [
      `${drawsNote(input)} Model (63) of one solve up to a constant, overhead (64) and (65) of one frame; all else as above each panel.`,
      'Iterations: interior-point iterations over all programs of a design, median over the draws, infeasible ones included.',
    ],
    alternative: `Models of the arithmetic of one solve and of the backhaul of a frame, and measured interior-point iterations, against ${dimensions.map((d) => DIMENSIONS[d].title).join(', ')}.`,
    legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : [])],
    columns: Math.min(4, blocks.length),
    blockWidth: blocks.length > 2 ? 190 : 290,
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
): PanelRow[] {
  const keys = distinct(rows.map((r) => [r.scheme, r.design, r.robustness, r.sweep[dimension]].join('\n')));
  return keys.flatMap((key): PanelRow[] => {
    const own = rows.filter((r) => [r.scheme, r.design, r.robustness, r.sweep[dimension]].join('\n') === key);
    const found = own.flatMap((r) => models.get(r.id) ?? []);
    const [first, model] = [own[0], found[0]];
    if (!first || !model) return [];
    return [
      {
        ...rowKeys(first),
        flops: json(model.flops),
        bits: positive(model.bits),
        iterations: positive(median(found.map((m) => m.solverIterations))),
        designs: own.length,
      },
    ];
  });
}

/** A logarithmic axis has no 0: no point there. */
function positive(x: number): number | null {
  return x > 0 ? json(x) : null;
}

function decades(title: string, rows: readonly PanelRow[], field: string): Axis {
  const numbers = rows.flatMap((r) => (typeof r[field] === 'number' ? [r[field]] : []));
  if (numbers.length === 0) return { title, scale: 'log' };
  const [low, high] = [smallest(numbers) / 1.5, largest(numbers) * 1.5];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const step = Math.ceil((last - first) / 5);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).filter(
    (t, i) => i % step === 0 && t >= low && t <= high,
  );
  const given = ticks.length < 2 ? {} : { ticks };
  return { title, scale: 'log', domain: [low, high], nice: false, format: '.0e', ...given };
}
