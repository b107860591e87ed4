import { isBounded } from '../../../model/errorLaw.ts';
import { type DesignRecord, marginOf } from '../../readDesigns.ts';
import { largest } from '../../statistics.ts';
import { paddedDomain } from '../axes.ts';
import { variedDimensions } from '../facets.ts';
import type { Axis, Figure, Layer } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { INK } from '../palette.ts';
import { type Range, rangeLegend } from '../rangeMarks.ts';
import { countsText, rangePanels } from '../rangePanels.ts';
import { unboundedNote } from '../sinrWords.ts';
import { verdictCounts } from '../verdictCounts.ts';

/** Exact worst case over the whole error ball, less the threshold. */
export const worstCaseKind: FigureKind = {
  kind: 'worst-case',
  describe: 'exact worst-case SINR over the error ball less the threshold, along the sweep',
  build: (input) => {
    const rows = input.designs.rows.filter(
      (r) => r.sweep.csi_error_radius > 0 && Number.isFinite(r.sweep.threshold_db),
    );
    const swept = variedDimensions(input.designs.rows).length > 0;
    return swept && rows.some((r) => r.designed) ? [marginFigure(input, rows)] : [];
  },
};

/** Half of the axis at least, dB: designs that hold their threshold differ by less than anyone cares. */
const NARROWEST = 0.05;
/** Above this reach in dB the axis is logarithmic beyond LINEAR_DB on both sides of 0. */
const WIDEST = 2;
const LINEAR_DB = 0.1;

const ZERO: Layer = {
  data: { values: [{ at: 0 }] },
  mark: { type: 'rule', color: INK, strokeWidth: 1, strokeDash: [3, 3], clip: true },
  encoding: { y: { field: 'at' } },
};

/** Worst cases of 0 lie below the axis, whose lower end is the floor of the marks. */
function marginAxis(ranges: readonly Range[]): Axis & { floor: number } {
  const title = 'Worst case less threshold (dB)';
  const numbers = [-NARROWEST, NARROWEST, ...ranges.flatMap((r) => [...r.quartiles, ...r.extremes])].filter(
    Number.isFinite,
  );
  if (largest(numbers.map(Math.abs)) <= WIDEST) {
    const [low, high] = paddedDomain(numbers, 0.1) ?? [-1, 1];
    return { title, nice: false, domain: [low, high], floor: low };
  }
  const [low, high] = paddedDomain(numbers.map(toSymlog), 0.1) ?? [-1, 1];
  const domain = [fromSymlog(low), fromSymlog(high)] as const;
  const ticks = [-100, -10, -1, -0.1, 0, 0.1, 1, 10, 100].filter((t) => t > domain[0] && t < domain[1]);
  return {
    title,
    scale: 'symlog',
    linearWithin: LINEAR_DB,
    nice: false,
    domain,
    ticks,
    format: '.3~g',
    floor: domain[0],
  };
}

function toSymlog(x: number): number {
  return Math.sign(x) * Math.log1p(Math.abs(x) / LINEAR_DB);
}

function fromSymlog(x: number): number {
  return Math.sign(x) * Math.expm1(Math.abs(x)) * LINEAR_DB;
}

function marginFigure(input: FigureInput, rows: readonly DesignRecord[]): Figure {
  const { blocks, legend, counts, ...layout } = rangePanels(input, rows, [
    {
      field: 'margin_db',
      text: 'margin (dB)',
      about: 'exact worst-case SINR less the threshold in dB',
      value: marginOf,
      axis: marginAxis,
      height: 190,
      layers: [ZERO],
    },
  ]);
  const { errors, errorLaw } = input.directory.study.realizations;
  const zeros = rows.filter((r) => marginOf(r) === -Infinity).length;
  return {
    name: 'worst-case',
    table: 'designs',
    title: input.directory.study.title,
    heading: 'Exact worst-case SINR less the threshold',
    notes: [
      `${drawsNote(input)} Exact over the whole error ball, in each draw that has precoders: ${countsText(counts)} behind a mark.`,
      verdictCounts(rows),
      ...(errors > 0 && !isBounded(errorLaw) ? [unboundedNote()] : []),
      ...(blocks.some((b) => b.panels[0]?.y.scale === 'symlog')
        ? [`The axis is linear within ${LINEAR_DB} dB of the threshold and logarithmic beyond.`]
        : []),
    ],
    alternative: `Exact worst-case SINR less the threshold in dB. ${verdictCounts(rows)}`,
    legend: [...legend, rangeLegend(zeros > 0 ? 'worst cases of 0 (no dB)' : undefined)],
    ...layout,
    blocks,
  };
}
