import { MEDIAN_RULE } from '../../../study/countedDraws.ts';
import type { SweepDimension } from '../../gridRow.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { numberRows } from '../../readStudyDirectory.ts';
import { bandedMedian, smallest } from '../../statistics.ts';
import { rcrbAxis, shareAxis, sweepAxis } from '../axes.ts';
import {
  bandNote,
  countedRcrbs,
  type CurvePoint,
  gridPoints,
  json,
  medianRcrbTitle,
  withLoneBands,
} from '../curves.ts';
import { distinct, variedDimensions } from '../facets.ts';
import type { Block, Figure, Panel, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind, type FigureOptions } from '../figureKind.ts';
import { curveLayers, openBandLayers, pointLayer } from '../layers.ts';
import { seriesLayout } from '../seriesLayout.ts';

/** RCRB against the iterations of the alternation, above the share of draws that still iterate: Fig. 9. */
export const convergenceKind: FigureKind = {
  kind: 'convergence',
  describe: 'RCRB against the iterations of the alternation, with the share of draws still iterating',
  build: (input) => {
    const steps = readSteps(input);
    return steps.size === 0 ? [] : [convergenceFigure(input, steps)];
  },
};

/** RCRB in degrees by iteration, of each design. */
type Steps = ReadonlyMap<number, readonly number[]>;

function readSteps({ directory }: Pick<FigureInput, 'directory'>): Steps {
  const steps = new Map<number, [iteration: number, rcrb: number][]>();
  const columns = ['design_id', 'round', 'iteration', 'rcrb_deg'] as const;
  for (const { design_id: id, round, iteration, rcrb_deg: rcrb } of numberRows(directory, 'convergence', columns)) {
    if (round !== 0) continue; // vectors, not the alternation
    const list = steps.get(id) ?? [];
    list.push([iteration, rcrb]);
    steps.set(id, list);
  }
  return new Map([...steps].map(([id, list]) => [id, list.sort((a, b) => a[0] - b[0]).map(([, rcrb]) => rcrb)]));
}

/** Values of a long sweep that are shown: the ends and the middle. */
function thinned(
  rows: readonly DesignRecord[],
  dimension: SweepDimension | undefined,
): { rows: readonly DesignRecord[]; note: string[] } {
  if (dimension === undefined) return { rows, note: [] };
  const values = distinct(rows.map((r) => r.sweep[dimension])).sort((a, b) => a - b);
  if (values.length <= 3) return { rows, note: [] };
  const kept = [values[0], values[values.length >> 1], values.at(-1)];
  return {
    rows: rows.filter((r) => kept.includes(r.sweep[dimension])),
    note: [`Of the ${values.length} values of the sweep the ends and the middle are shown.`],
  };
}

function convergenceFigure(input: FigureInput, steps: Steps): Figure {
  const { directory, designs, options } = input;
  // at rho = 0 there is no RCRB to show
  const shown = designs.rows.filter((r) => r.sweep.rho !== 0);
  const { rows, note } = thinned(shown, variedDimensions(designs.rows)[0]);
  const { facets, looks, legend, keys, columns, blockWidth } = seriesLayout(input, rows, undefined);
  const last = Math.max(1, ...rows.filter((r) => r.designed).map((r) => steps.get(r.id)?.length ?? 0));
  const panels = facets.map((facet) => ({
    title: facet.title,
    values: gridPoints(facet.rows, options.medians).flatMap((point) =>
      iterationRows(point, steps, last, options).map((row) => ({ ...keys(point.draws[0]), ...row })),
    ),
  }));
  const all = panels.flatMap((f) => f.values);
  const y = rcrbAxis(
    all.flatMap((v) => [v['rcrb_deg'], v['lower'], v['upper']]),
    medianRcrbTitle(options.medians),
  );
  const x = sweepAxis(
    Array.from({ length: last }, (_, k) => k + 1),
    'Iteration of the alternation',
  );
  const counts: Panel['tooltip'] = [
    ['csi_error_radius', 'd'],
    ['running', 'draws in this iteration'],
    ['feasible', 'feasible draws'],
    ['draws', 'draws'],
  ];
  const blocks = panels.map(({ title, values }): Block => ({
    title,
    panels: [
      {
        height: 170,
        x,
        y,
        rows: values,
        about: 'median RCRB in degrees at the relaxation',
        layers: [
          ...openBandLayers('iteration', 'lower', 'upper', looks, y),
          ...curveLayers('iteration', 'rcrb_deg', looks),
          pointLayer('iteration', 'rcrb_deg', looks),
        ],
        tooltip: [
          ['rcrb_deg', 'median RCRB (deg)'],
          ['lower', 'band from (deg)'],
          ['upper', 'band to (deg)'],
          ...counts,
        ],
      },
      {
        height: 80,
        x,
        y: shareAxis('Still iterating'),
        rows: values,
        about: 'share of the draws that still iterate',
        layers: [...curveLayers('iteration', 'running_share', looks), pointLayer('iteration', 'running_share', looks)],
        tooltip: counts,
      },
    ],
  }));
  return {
    name: 'convergence',
    table: 'convergence',
    title: directory.study.title,
    heading: 'RCRB against the iterations of the alternation',
    notes: [
      drawsNote(input),
      `RCRB of the relaxation; a design that has settled keeps its last value. ${
        options.medians === 'all' ? MEDIAN_RULE : 'Per-point medians over the feasible draws.'
      }`,
      'Still iterating: share of all draws whose design needs this iteration; at iteration 1 it is the feasible share.',
      ...note,
      ...bandNote(options.band, smallest(all.map((v) => Number(v['draws']))), all),
    ],
    alternative: `Median root Cramer-Rao bound in degrees against the iterations of the alternation, and the share of draws that still iterate; ${last} iterations at most.`,
    legend,
    columns,
    blockWidth,
    blocks,
  };
}

/** Medians of a point of the grid by iteration, over the draws that count. None where no design of the point iterates. */
function iterationRows(point: CurvePoint, steps: Steps, last: number, { band }: FigureOptions): PanelRow[] {
  const own = (row: DesignRecord): readonly number[] => (row.designed ? (steps.get(row.id) ?? []) : []);
  if (!point.draws.some((row) => own(row).length > 0)) return [];
  const rows = Array.from({ length: last }, (_, k): PanelRow => {
    const reached = (row: DesignRecord): number => own(row)[Math.min(k, own(row).length - 1)] ?? Number.NaN;
    const { value, lower, upper } = bandedMedian(countedRcrbs(point, reached), band);
    const running = point.draws.filter((row) => own(row).length > k).length;
    return {
      iteration: k + 1,
      rcrb_deg: json(value),
      lower: json(lower),
      upper: json(upper),
      running,
      draws: point.draws.length,
      feasible: point.feasible,
      running_share: json(running / point.draws.length),
    };
  });
  return withLoneBands(rows);
}
