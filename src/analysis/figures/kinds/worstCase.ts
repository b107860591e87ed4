import { median } from '../../../model/median.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { largest, smallest } from '../../statistics.ts';
import { paddedDomain, smallMultiples } from '../axes.ts';
import { designedDraws } from '../curves.ts';
import { variedDimensions } from '../facets.ts';
import type { Figure, Layer } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { INK } from '../palette.ts';
import { sweepPanels } from '../sweepPanels.ts';

/** Exact worst case over the whole error ball, less the threshold. */
export const worstCaseKind: FigureKind = {
  kind: 'worst-case',
  describe: 'exact worst-case SINR over the error ball less the threshold, along the sweep',
  build: (input) => {
    const rows = input.designs.rows.filter(
      (r) => r.sweep.csi_error_radius > 0 && Number.isFinite(r.sweep.threshold_db),
    );
    const swept = variedDimensions(input.designs.rows).length > 0;
    return swept && rows.some((r) => Number.isFinite(margin(r))) ? [marginFigure(input, rows)] : [];
  },
};

/** dB; -Infinity for a worst case of 0, NaN without precoders. */
export function margin(row: DesignRecord): number {
  return row.designed ? row.worstExactDb - row.sweep.threshold_db : Number.NaN;
}

const ZERO: Layer = {
  data: { values: [{ at: 0 }] },
  mark: { type: 'rule', color: INK, strokeWidth: 1, strokeDash: [3, 3], clip: true },
  encoding: { y: { field: 'at' } },
};

function marginFigure(input: FigureInput, rows: readonly DesignRecord[]): Figure {
  const [dimension = 'threshold_db'] = variedDimensions(input.designs.rows);
  const { blocks, legend } = sweepPanels(input, rows, dimension, {
    field: 'margin_db',
    text: 'median margin (dB)',
    about: 'exact worst-case SINR less the threshold in dB',
    reduce: (point) => {
      const values = designedDraws(point).map(margin);
      const count = values.length;
      if (count === 0) return { value: Number.NaN, lower: Number.NaN, upper: Number.NaN, count };
      return { value: median(values), lower: smallest(values), upper: largest(values), count };
    },
    axis: (values) => {
      const domain = paddedDomain([0, ...values], 0.06);
      return { title: 'Worst case less threshold (dB)', nice: false, ...(domain ? { domain } : {}) };
    },
    layers: [ZERO],
  });
  const margins = rows.filter((r) => r.designed).map(margin);
  const below = margins.filter((m) => m < -1e-6).length;
  const zeros = margins.filter((m) => m === -Infinity).length;
  return {
    name: 'worst-case',
    table: 'designs',
    title: input.directory.study.title,
    heading: 'Exact worst-case SINR less the threshold',
    notes: [
      `${drawsNote(input)} Exact over the whole error ball; below the threshold (by more than 1e-6 dB) in ${below} of ${margins.length} feasible designs${zeros > 0 ? `, and 0 (no dB) in ${zeros}` : ''}.`,
      'Median over the draws that have precoders.',
      'Bands: smallest to largest of these draws.',
    ],
    alternative: `Exact worst-case SINR less the threshold in dB; below it in ${below} of ${margins.length} feasible designs, smallest margin ${smallest(margins).toExponential(1)} dB.`,
    legend,
    ...smallMultiples(blocks.length),
    blocks,
  };
}
