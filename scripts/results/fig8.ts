import { comparisonSentence, comparisonTable, PAIRED_CELLS } from './comparisons.ts';
import { designComparisons, schemeComparisons } from './curvePairs.ts';
import { medianCells, medianTable } from './medians.ts';
import { claimsMet, curveOf, groupBy, isFeasible, medianRcrb } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { bullets, listed, plain } from './words.ts';

export const fig8Title = 'Fig. 8: RCRB against the number of transmit antennas';

/** Medians over the antennas, and how the schemes approach each other. */
export function fig8Section(run: StoredRun): string {
  const schemes = schemeComparisons(run.rows, 'tx_antennas');
  const designs = designComparisons(run.rows, 'tx_antennas');
  const antennas = (x: number): string => `N = ${plain(x)}`;
  return [
    medianCells(run.draws),
    medianTable(run.rows, 'tx_antennas', antennas),
    [fallSentence(run.rows), ...outOfReach(run.rows), verdictSentence(run.rows)].join(' '),
    `The RCRB of each scheme divided by that of SLP-CoMP with the same design, draw by draw. ${PAIRED_CELLS}`,
    comparisonTable(['scheme', 'design'], schemes, antennas),
    ...(designs.length === 0
      ? []
      : [
          'The RCRB of `joint` divided by that of `paper`, draw by draw:',
          comparisonTable(['scheme'], designs, antennas),
          bullets(designs.map((c) => comparisonSentence(c, ' antennas'))),
        ]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Whether more antennas lower every median. */
function fallSentence(rows: readonly StoredDesign[]): string {
  const curves = groupBy(rows, 'scheme', 'design').map(({ of, rows: own }) => {
    const medians = curveOf(own, 'tx_antennas').map((p) => medianRcrb(p.rows));
    return {
      name: `${of.scheme} \`${of.design}\``,
      falls: medians.every((x, i) => isBelow(x, medians[i - 1] ?? Infinity)),
    };
  });
  const others = curves.filter((c) => !c.falls).map((c) => c.name);
  return others.length === 0
    ? 'More antennas lower the median of every curve.'
    : `More antennas lower the median of every curve but ${listed(others)}, which rises somewhere.`;
}

/** Where half of the draws have no design a curve has not begun. */
function isBelow(x: number, before: number): boolean {
  return x < before || before === Infinity;
}

/** Curves and numbers of antennas without any design. */
function outOfReach(rows: readonly StoredDesign[]): string[] {
  const empty = groupBy(rows, 'scheme', 'design', 'tx_antennas').filter(
    ({ rows: own }) => !own.some(isFeasible) && claimsMet(own) === 0,
  );
  return groupBy(
    empty.flatMap((g) => g.rows),
    'tx_antennas',
  ).map(({ of, rows: own }) => {
    const names = groupBy(own, 'scheme', 'design').map((g) => `${g.of.scheme} \`${g.of.design}\``);
    return `With N = ${plain(of.tx_antennas)} no draw is feasible in ${listed(names)}.`;
  });
}
