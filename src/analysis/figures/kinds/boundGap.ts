import type { DesignRecord } from '../../readDesigns.ts';
import { largest } from '../../statistics.ts';
import type { Axis, Figure } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { rangeLegend, type Range } from '../rangeMarks.ts';
import { countsText, rangePanels, type RangeQuantity } from '../rangePanels.ts';

/** How far the achieved RCRB lies above the proven lower bound and above the relaxation that the design was made from. */
export const boundGapKind: FigureKind = {
  kind: 'bound-gap',
  describe: 'by how much the achieved RCRB exceeds its lower bound and the relaxation, over the draws',
  build: (input) => {
    const rows = input.designs.rows.filter(
      (r) => Number.isFinite(aboveRelaxation(r)) || Number.isFinite(aboveBound(r)),
    );
    return rows.length > 0 ? [gapFigure(input)] : [];
  },
};

/** Percent below which an excess is drawn at the lower end of a logarithmic axis: numerics tell no smaller one apart from 0. */
const FLOOR = 1e-3;

/** Achieved RCRB over that of the relaxation less 1, in percent; NaN of blind designs, whose relaxation leaves the other cells out. */
function aboveRelaxation(row: DesignRecord): number {
  return row.design === 'blind' ? Number.NaN : 100 * (row.rcrbDeg / row.rcrbRelaxationDeg - 1);
}

/** Achieved RCRB over the lower bound less 1, in percent; NaN without a bound and of blind designs, which it does not bound. */
function aboveBound(row: DesignRecord): number {
  return row.design === 'blind' ? Number.NaN : 100 * (row.rcrbDeg / row.rcrbLowerDeg - 1);
}

/** Logarithmic from 0.001% where the excess spans decades, else linear from 0. */
function excessAxis(title: string, ranges: readonly Range[]): Axis & { floor: number } {
  const top = largest(ranges.map((r) => r.extremes[1]));
  const medians = ranges.map((r) => r.median);
  if (
    !(
      top >
      20 *
        Math.max(
          FLOOR,
          medians.reduce((a, b) => Math.min(a, b), Infinity),
        )
    )
  )
    return { title, domain: [0, 1.06 * Math.max(top, FLOOR)], nice: false, floor: 0 };
  const decades = Array.from({ length: Math.ceil(Math.log10(top) + 3) + 1 }, (_, k) => 10 ** (k - 3));
  return {
    title,
    scale: 'log',
    domain: [FLOOR / 1.7, 1.6 * top],
    nice: false,
    format: '~g',
    ticks: decades.filter((t) => t < 1.6 * top),
    floor: FLOOR,
  };
}

function gapFigure(input: FigureInput): Figure {
  const { rows } = input.designs;
  const quantities: RangeQuantity[] = [
    {
      field: 'above_lower_percent',
      text: 'excess over the lower bound (%)',
      about: 'excess of the achieved RCRB over the proven lower bound in percent',
      value: aboveBound,
      axis: (ranges) => excessAxis('Above lower bound (%)', ranges),
      height: 150,
    },
    {
      field: 'above_relaxation_percent',
      text: 'excess over the relaxation (%)',
      about: 'excess of the achieved RCRB over that of the relaxation in percent',
      value: aboveRelaxation,
      axis: (ranges) => excessAxis('Above relaxation (%)', ranges),
      height: 120,
    },
  ];
  const shown = quantities.filter(({ value }) => rows.some((r) => Number.isFinite(value(r))));
  const { blocks, legend, counts, ...layout } = rangePanels(input, rows, shown);
  const lower = rows.map(aboveBound).filter(Number.isFinite);
  const relaxed = rows.map(aboveRelaxation).filter(Number.isFinite);
  const floored = blocks.some((b) => b.panels.some((p) => p.rows.some((r) => r['below'] !== null)));
  return {
    name: 'bound-gap',
    table: 'designs',
    title: input.directory.study.title,
    heading: 'Achieved RCRB above its lower bound and above the relaxation',
    notes: [
      `${drawsNote(input)} Excess of the achieved RCRB in each draw that has a design: ${countsText(counts)} behind a mark.`,
      ...(lower.length > 0 ? ['The lower bound is proven for every design of the scheme and robustness.'] : []),
      ...(relaxed.length > 0
        ? [
            'The relaxation is the program that the design was made from. In coordinated beamforming it is no lower bound.',
          ]
        : []),
    ],
    alternative: [
      ...(lower.length > 0
        ? [`The RCRB lies above its lower bound by ${largest(lower).toFixed(2)}% at most over ${lower.length} designs.`]
        : []),
      ...(relaxed.length > 0
        ? [
            `It lies above that of the relaxation by ${largest(relaxed).toFixed(2)}% at most over ${relaxed.length} designs.`,
          ]
        : []),
    ].join(' '),
    legend: [...legend, rangeLegend(floored ? `draws at ${FLOOR}% or less` : undefined)],
    ...layout,
    blocks,
  };
}
