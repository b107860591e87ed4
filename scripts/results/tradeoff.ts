import { median } from '../../src/model/median.ts';
import { comparisonSentence, comparisonTable, PAIRED_CELLS } from './comparisons.ts';
import { designComparisons, levelComparisons, schemeComparisons } from './curvePairs.ts';
import { inDecibels, medianCells, medianTable } from './medians.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { curveOf, groupBy, valuesOf } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { bullets, interval, listed, plain, rangeOf, ratio } from './words.ts';
import { verdictSentence } from './verdicts.ts';

const UNIT = ' dB';

/** The parts that Figs. 5 and 6 have in common: medians over the threshold, and schemes, levels and designs against each other. */
export function tradeoffParts(run: StoredRun): string[] {
  const levels = levelComparisons(run.rows, 'threshold_db');
  const designs = designComparisons(run.rows, 'threshold_db');
  const parts = [
    medianCells(run.draws),
    medianTable(run.rows, 'threshold_db', inDecibels),
    verdictSentence(run.rows),
    bullets(schemeSentences(run.rows)),
  ];
  if (levels.length > 0)
    parts.push(
      `The RCRB of symbol level divided by that of block level, draw by draw. ${PAIRED_CELLS}`,
      comparisonTable(['mode', 'design'], levels, inDecibels),
      bullets(levels.map((c) => comparisonSentence(c, UNIT))),
    );
  if (designs.length > 0)
    parts.push(
      'The RCRB of `joint` divided by that of `paper`, draw by draw:',
      comparisonTable(['scheme'], designs, inDecibels),
      bullets(designs.map((c) => comparisonSentence(c, UNIT))),
    );
  return parts;
}

/** How far the other schemes lie above SLP-CoMP at the lowest threshold. */
function schemeSentences(rows: readonly StoredDesign[]): string[] {
  const comparisons = schemeComparisons(rows, 'threshold_db');
  return groupBy(rows, 'design').flatMap(({ of: { design }, rows: own }) => {
    const lowest = curveOf(own)[0]?.at;
    const places = comparisons
      .filter((c) => c.labels[1] === `\`${design}\``)
      .flatMap((c) => c.points.filter((p) => p.at === lowest).map((p) => ({ scheme: c.first, ...p.paired })))
      .filter((p) => p.pairs > 0)
      .sort((a, b) => a.median - b.median);
    if (places.length === 0 || lowest === undefined) return [];
    const list = places.map(
      ({ scheme, median: middle, lower, upper }) =>
        `${scheme} ${ratio(middle)}${Number.isNaN(lower) ? '' : ` (${interval(lower, upper)})`}`,
    );
    return [
      `With \`${design}\` at ${plain(lowest)} dB the RCRB divided by that of SLP-CoMP is in the median over the draws (95% interval): ${listed(list)}.`,
    ];
  });
}

/** The achieved RCRB over its lower bound and over that of its relaxation. */
export function boundTable(rows: readonly StoredDesign[]): string {
  const cells = (ratios: readonly number[]): string[] => [
    plain(ratios.length),
    ratio(median(ratios)),
    rangeOf(ratios, ratio),
  ];
  return markdownTable(
    [
      'scheme',
      'design',
      'with a bound',
      'ratio to it: median',
      'range',
      'with a relaxation',
      'ratio to it: median',
      'range',
    ],
    groupBy(rows, 'scheme', 'design').map(({ of, rows: own }) => [
      of.scheme,
      `\`${of.design}\``,
      ...cells(valuesOf(own, (r) => r.rcrb_deg / r.rcrb_lower_deg)),
      ...cells(valuesOf(own, (r) => r.rcrb_deg / r.rcrb_relaxation_deg)),
    ]),
  );
}
