import { claimOf, type DesignRecord } from '../../readDesigns.ts';
import { numberRows } from '../../readStudyDirectory.ts';
import { distributionCurve, largest, smallest } from '../../statistics.ts';
import { paddedDomain } from '../axes.ts';
import { json } from '../curves.ts';
import { distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { lineLayer, type Looks, ruleLayer } from '../layers.ts';
import { designLegend, INK, NEUTRAL } from '../palette.ts';

/** Distribution of the smallest SINR under CSI errors: sampled, exact and by the bound, with the threshold: Fig. 7. */
export const sinrDistributionKind: FigureKind = {
  kind: 'sinr-distribution',
  describe:
    'distribution of the smallest SINR over CSI errors: sampled, exact worst case and bound, with the threshold',
  build: (input) => {
    const samples = readErrorSamples(input);
    return samples.size === 0 ? [] : [distributionFigure(input, samples)];
  },
};

const CURVES: LegendGroup = {
  field: 'curve',
  items: [
    { value: 'bound', label: 'bound of the design, over draws', colour: NEUTRAL.accent, width: 3.2 },
    { value: 'sampled', label: 'sampled, over draws and CSI errors', colour: NEUTRAL.soft },
    { value: 'exact', label: 'exact worst case, over draws', colour: NEUTRAL.strong },
  ],
};

const THRESHOLD: LegendGroup = {
  field: 'rule',
  items: [{ value: 'threshold', label: 'threshold', colour: INK, dash: [3, 3], width: 1 }],
};

/** Smallest SINR over the users in dB for each CSI error realization, by design; -Infinity for an SINR of 0. */
function readErrorSamples({ directory }: Pick<FigureInput, 'directory'>): Map<number, number[]> {
  const samples = new Map<number, number[]>();
  for (const { design_id: id, sinr_db: sinr } of numberRows(directory, 'errors', ['design_id', 'sinr_db'])) {
    const list = samples.get(id) ?? [];
    list.push(Number.isNaN(sinr) ? -Infinity : sinr);
    samples.set(id, list);
  }
  return samples;
}

function distributionFigure(input: FigureInput, samples: ReadonlyMap<number, readonly number[]>): Figure {
  const { directory, designs } = input;
  const { rows } = designs;
  const dimensions = variedDimensions(rows);
  // with one threshold for each scheme the SINR itself is shown, otherwise its margin over all thresholds
  const absolute = !dimensions.includes('threshold_db') && !dimensions.includes('rho');
  const others = dimensions.filter((d) => d !== 'threshold_db' && d !== 'rho');
  const quantity = absolute ? 'sinr_db' : 'margin_db';
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: CURVES, dash: dashes };
  const facets = facetsOf(rows, ['robustness', 'scheme'], others).map((facet) => ({
    ...facet,
    values: distinct(facet.rows.map((r) => r.design)).flatMap((design) =>
      curveRows(
        facet.rows.filter((r) => r.design === design && r.designed),
        samples,
        absolute,
        quantity,
      ),
    ),
  }));
  const finite = (list: readonly PanelRow[]): number[] =>
    list.map((v) => Number(v[quantity] ?? Number.NaN)).filter(Number.isFinite);
  const common = paddedDomain(
    facets.flatMap((f) => [...finite(f.values), 0]),
    0.03,
  );
  const blocks = facets.map(({ title, rows: own, values }): Block => {
    const threshold = own[0]?.sweep.threshold_db ?? Number.NaN;
    const domain = absolute
      ? paddedDomain([...finite(values), ...(Number.isFinite(threshold) ? [threshold] : [])], 0.06)
      : common;
    const reached = own.filter((r) => r.designed).length;
    const rule = absolute ? (Number.isFinite(threshold) ? [ruleLayer(threshold)] : []) : [ruleLayer(0)];
    return {
      title: `${title}${title === '' ? '' : '\n'}${absolute && Number.isFinite(threshold) ? `threshold ${threshold} dB, ` : ''}${reached} of ${own.length} feasible`,
      panels: [
        {
          height: 150,
          x: {
            title: absolute ? 'Smallest SINR over the users (dB)' : 'Smallest SINR less its threshold (dB)',
            nice: false,
            ...(domain ? { domain } : {}),
          },
          y: { title: 'Distribution function', domain: [0, 1], nice: false },
          rows: values,
          about: 'distribution functions of the smallest SINR',
          layers: [
            ...CURVES.items.map((item) => ({
              ...lineLayer(quantity, 'share', looks, { order: 'step', step: true, width: item.width ?? 1.5 }),
              transform: [{ filter: `datum.curve === '${item.value}'` }],
            })),
            ...rule,
          ],
          tooltip: [
            [quantity, absolute ? 'SINR (dB)' : 'margin (dB)'],
            ['share', 'share at or below'],
          ],
        },
      ],
    };
  });
  const margins = rows.filter((r) => r.designed).map((r) => r.worstExactDb - claimOf(r));
  const zeros = margins.filter((m) => m === -Infinity).length;
  const below = margins.filter((m) => m < -1e-6).length;
  const lowest = smallest(margins.filter(Number.isFinite));
  const errors = directory.study.realizations.errors;
  return {
    name: 'sinr-distribution',
    table: 'errors',
    title: directory.study.title,
    heading: 'Distribution of the smallest SINR under CSI errors',
    notes: [
      `${drawsNote(input)} ${errors} CSI errors for each design; feasible draws only, their number above each panel.`,
      ...(absolute ? [] : ['All thresholds pooled: the margin is the SINR less the threshold of its design.']),
      `The exact worst case lies below the threshold in ${below} of ${margins.length} designs${below > 0 && Number.isFinite(lowest) ? `, by up to ${(-lowest).toFixed(2)} dB` : ''}${zeros > 0 ? `; it is 0 (no dB) in ${zeros}` : ''}.`,
    ],
    alternative: `Distribution functions of the smallest SINR over the users: sampled over ${errors} CSI errors, exact worst case, and the bound of the design, with the threshold. ${below} of ${margins.length} exact worst cases lie below their threshold; the smallest margin is ${lowest.toFixed(2)} dB, the largest ${largest(margins).toFixed(2)} dB.`,
    legend: [CURVES, ...(dashes.items.length > 1 ? [dashes] : []), THRESHOLD],
    columns: blocks.length % 4 === 0 ? 4 : blocks.length % 3 === 0 ? 3 : 2,
    blockWidth: blocks.length % 4 === 0 ? 190 : 220,
    blocks,
  };
}

/** Rows of the three curves of one design. Steps that stay at -Infinity begin the curve above 0. */
function curveRows(
  rows: readonly DesignRecord[],
  samples: ReadonlyMap<number, readonly number[]>,
  absolute: boolean,
  quantity: string,
): PanelRow[] {
  const [first] = rows;
  if (!first) return [];
  const shift = (row: DesignRecord): number => (absolute ? 0 : claimOf(row));
  const lists: Record<string, number[]> = {
    bound: rows.map((r) => r.worstBoundDb - shift(r)),
    sampled: rows.flatMap((r) => (samples.get(r.id) ?? []).map((s) => s - shift(r))),
    exact: rows.map((r) => r.worstExactDb - shift(r)),
  };
  const { threshold_db, rho, ...keys } = rowKeys(first);
  const fixed = absolute ? { ...keys, threshold_db: threshold_db ?? null, rho: rho ?? null } : keys;
  return Object.entries(lists).flatMap(([curve, values]) =>
    distributionCurve(values).map(({ x, share }, step) => ({
      ...fixed,
      curve,
      step,
      [quantity]: json(Number(x.toFixed(4))),
      share: json(share),
    })),
  );
}
