import type { SweepDimension } from '../../gridRow.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { numberRows } from '../../readStudyDirectory.ts';
import { bandedMedian } from '../../statistics.ts';
import { rcrbAxis, smallMultiples, sweepAxis } from '../axes.ts';
import { bandNote, json } from '../curves.ts';
import { distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { bandLayer, lineLayer, type Looks, pointLayer } from '../layers.ts';
import { designLegend, schemeLegend } from '../palette.ts';

/** RCRB against the iterations of the alternation, above the share of designs that still iterate: Fig. 9. */
export const convergenceKind: FigureKind = {
  kind: 'convergence',
  describe: 'RCRB against the iterations of the alternation, with the share of designs still iterating',
  build: (input) => {
    const steps = readSteps(input);
    return steps.size === 0 ? [] : [convergenceFigure(input, steps)];
  },
};

/** RCRB in degrees by iteration, of each design. */
function readSteps({ directory }: Pick<FigureInput, 'directory'>): Map<number, number[]> {
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

function convergenceFigure(input: FigureInput, steps: ReadonlyMap<number, readonly number[]>): Figure {
  const { directory, designs, options } = input;
  // a design of one step has nothing to iterate, and one without an RCRB has nothing to show
  const iterated = designs.rows.filter((r) => r.designed && steps.get(r.id)?.every(Number.isFinite));
  const dimensions = variedDimensions(designs.rows);
  const { rows, note } = thinned(iterated, dimensions[0]);
  const last = Math.max(1, ...rows.map((r) => steps.get(r.id)?.length ?? 0));
  const schemes = schemeLegend(distinct(rows.map((r) => r.scheme)));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: dashes, shape: true };
  const facets = facetsOf(rows, ['design', 'robustness'], dimensions).map(({ title, rows: own }) => ({
    title,
    values: distinct(own.map((r) => r.scheme)).flatMap((scheme): PanelRow[] => {
      const list = own.filter((r) => r.scheme === scheme);
      const [first] = list;
      return Array.from({ length: last }, (_, k) => {
        const reached = list.map((r) => steps.get(r.id) ?? []);
        const { value, lower, upper } = bandedMedian(
          reached.map((s) => s[Math.min(k, s.length - 1)] as number),
          options.band,
        );
        const running = reached.filter((s) => s.length > k).length;
        return {
          ...(first ? rowKeys(first) : {}),
          iteration: k + 1,
          rcrb_deg: json(value),
          lower: json(lower),
          upper: json(upper),
          running,
          draws: list.length,
          running_share: json(running / list.length),
        };
      });
    }),
  }));
  const y = rcrbAxis(facets.flatMap((f) => f.values.flatMap((v) => [v['rcrb_deg'], v['lower'], v['upper']])));
  const x = sweepAxis(
    Array.from({ length: last }, (_, k) => k + 1),
    'Iteration of the alternation',
  );
  const blocks = facets.map(({ title, values }): Block => ({
    title,
    panels: [
      {
        height: 170,
        x,
        y,
        rows: values,
        about: 'median RCRB in degrees at the relaxation',
        layers: [
          bandLayer('iteration', 'lower', 'upper', looks),
          lineLayer('iteration', 'rcrb_deg', looks),
          pointLayer('iteration', 'rcrb_deg', looks),
        ],
        tooltip: [
          ['rcrb_deg', 'median RCRB (deg)'],
          ['lower', 'band from (deg)'],
          ['upper', 'band to (deg)'],
          ['running', 'designs in this iteration'],
          ['draws', 'feasible draws'],
        ],
      },
      {
        height: 80,
        x,
        y: { title: 'Still iterating', domain: [-0.08, 1.08], nice: false, format: '%', ticks: [0, 0.5, 1] },
        rows: values,
        about: 'share of the designs that still iterate',
        layers: [lineLayer('iteration', 'running_share', looks), pointLayer('iteration', 'running_share', looks)],
        tooltip: [
          ['running', 'designs in this iteration'],
          ['draws', 'feasible draws'],
        ],
      },
    ],
  }));
  const infeasible = designs.rows.length - designs.rows.filter((r) => r.designed).length;
  const smallest = Math.min(...facets.flatMap((f) => f.values.map((v) => Number(v['draws']))), Infinity);
  return {
    name: 'convergence',
    table: 'convergence',
    title: directory.study.title,
    heading: 'Convergence of the alternation',
    notes: [
      `${drawsNote(input)} ${infeasible} of ${designs.rows.length} designs are infeasible and not shown.`,
      'Median RCRB of the relaxation over the feasible draws; a design that has settled keeps its last value.',
      ...note,
      ...bandNote(options.band, smallest),
    ],
    alternative: `Median root Cramer-Rao bound in degrees against the iterations of the alternation, and the share of designs that still iterate; ${last} iterations at most.`,
    legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : [])],
    ...smallMultiples(blocks.length),
    blocks,
  };
}
