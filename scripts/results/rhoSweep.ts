import { markdownTable } from '../pages/markdownTable.ts';
import { type Comparison, comparisonSentence, comparisonTable, PAIRED_CELLS } from './comparisons.ts';
import { designComparisons } from './curvePairs.ts';
import { medianCell } from './medians.ts';
import { curveOf, groupBy, medianSinr, sweepOf } from './rows.ts';
import { pairedDifferences } from './paired.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { bullets, decibels, NONE, plain } from './words.ts';

export const rhoSweepTitle = 'rho-sweep: RCRB and SINR over the weight of sensing';

/** Both ends of the trade-off by rho, and `joint` against `paper`. */
export function rhoSweepSection(run: StoredRun): string {
  const designs: Comparison[] = designComparisons(
    run.rows.filter((r) => r.rho > 0),
    'rho',
  );
  return [
    `The weighted form has no threshold: rho = 1 weighs sensing alone, rho = 0 the SINR alone, and there the RCRB is not defined. ${verdictSentence(run.rows)}`,
    `Median over the ${run.draws} draws of the smallest nominal SINR in dB:`,
    tableOf(run.rows, (rows) => decibels(medianSinr(rows))),
    `Median RCRB in degrees, and in brackets how many of the ${run.draws} draws have a design that meets its claim:`,
    tableOf(
      run.rows.filter((r) => r.rho > 0),
      medianCell,
    ),
    `The RCRB of \`joint\` divided by that of \`paper\`, draw by draw; the two have different SINRs there. ${PAIRED_CELLS}`,
    comparisonTable(['scheme'], designs, weight),
    bullets(designs.map((c) => comparisonSentence(c, '', 'rho = '))),
    'The SINR of `joint` less that of `paper`, draw by draw: the median difference in dB over the draws where both have a design that meets its claim, its 95% interval, and the number of these draws.',
    differenceTable(run.rows),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function weight(rho: number): string {
  return `rho = ${plain(rho)}`;
}

function tableOf(rows: readonly StoredDesign[], cell: (rows: readonly StoredDesign[]) => string): string {
  const weights = sweepOf(rows, 'rho');
  return markdownTable(
    ['scheme', 'design', ...weights.map(weight)],
    groupBy(rows, 'scheme', 'design').map(({ of, rows: own }) => {
      const points = curveOf(own, 'rho');
      return [
        of.scheme,
        `\`${of.design}\``,
        ...weights.map((rho) => cell(points.find((p) => p.at === rho)?.rows ?? [])),
      ];
    }),
  );
}

function differenceTable(rows: readonly StoredDesign[]): string {
  const weights = sweepOf(rows, 'rho');
  return markdownTable(
    ['scheme', ...weights.map(weight)],
    groupBy(rows, 'scheme').map(({ of, rows: own }) => [
      of.scheme,
      ...weights.map((rho) => {
        const designOf = (design: string): StoredDesign[] => own.filter((r) => r.design === design && r.rho === rho);
        const { median, lower, upper, pairs } = pairedDifferences(
          designOf('joint'),
          designOf('paper'),
          (r) => r.sinr_db,
        );
        if (pairs === 0) return NONE;
        return [
          decibels(median),
          ...(Number.isNaN(lower) ? [] : [`${decibels(lower)} to ${decibels(upper)}`]),
          plain(pairs),
        ].join('<br>');
      }),
    ]),
  );
}
