import type { DesignRecord } from '../../readDesigns.ts';
import { bandedMedian, largest } from '../../statistics.ts';
import { paddedDomain, smallMultiples } from '../axes.ts';
import { variedDimensions } from '../facets.ts';
import type { Figure } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { sweepPanels } from '../sweepPanels.ts';

/** How far the RCRB that is achieved lies above that of the relaxation that the vectors were made from. */
export const boundGapKind: FigureKind = {
  kind: 'bound-gap',
  describe: 'by how much the achieved RCRB exceeds that of the relaxation (symbol level)',
  build: (input) => {
    const symbolLevel = input.designs.rows.filter((r) => r.scheme.startsWith('SLP'));
    return symbolLevel.some((r) => Number.isFinite(gap(r))) ? [gapFigure(input, symbolLevel)] : [];
  },
};

/** Achieved RCRB over that of the relaxation less 1, in percent. */
export function gap(row: DesignRecord): number {
  return 100 * (row.rcrbDeg / row.rcrbRelaxationDeg - 1);
}

function gapFigure(input: FigureInput, rows: readonly DesignRecord[]): Figure {
  const [dimension = 'threshold_db'] = variedDimensions(input.designs.rows);
  const { blocks, legend } = sweepPanels(input, rows, dimension, {
    field: 'gap_percent',
    text: 'median gap (%)',
    about: 'median gap between the RCRB of the relaxation and the achieved one in percent',
    reduce: (point) => {
      const gaps = point.draws.map(gap).filter(Number.isFinite);
      return { ...bandedMedian(gaps, 'quartiles'), count: gaps.length };
    },
    axis: (values) => {
      const [, top] = paddedDomain([0, ...values]) ?? [0, 1];
      return { title: 'Achieved above relaxation (%)', domain: [Math.min(0, -0.03 * top), top], nice: false };
    },
  });
  const gaps = rows.map(gap).filter(Number.isFinite);
  return {
    name: 'bound-gap',
    table: 'designs',
    title: input.directory.study.title,
    heading: 'Achieved RCRB above that of the relaxation',
    notes: [
      `${drawsNote(input)} Compared is the relaxation that the transmit vectors were made from, which in coordinated beamforming is no lower bound.`,
      'Median over the draws that have both.',
      'Bands: middle half of these draws (quartiles).',
    ],
    alternative: `By how many percent the RCRB achieved at symbol level exceeds that of the relaxation; ${largest(gaps).toFixed(2)}% at most over ${gaps.length} designs.`,
    legend,
    ...smallMultiples(blocks.length),
    blocks,
  };
}
