import { markdownTable } from '../pages/markdownTable.ts';
import { groupBy, marginOf, medianSinr } from './rows.ts';
import type { StoredRun } from './storedRun.ts';
import { VERDICT_HEAD, verdictCells, verdictSentence } from './verdicts.ts';
import { decibels, plain } from './words.ts';

export const serTitle = 'ser: what SINR the symbol error rates rest on';

/** How far the SINRs lie above their thresholds; the rates themselves are in table `ser`, which is not stored. */
export function serSection(run: StoredRun): string {
  const nominal = marginOf('sinr_db');
  const table = markdownTable(
    ['scheme', 'threshold/dB', ...VERDICT_HEAD, 'median SINR - threshold/dB'],
    groupBy(run.rows, 'scheme', 'threshold_db').map(({ of, rows }) => [
      of.scheme,
      plain(of.threshold_db),
      ...verdictCells(rows),
      decibels(medianSinr(rows, nominal)),
    ]),
  );
  const text = [
    'The symbol error rates are in table `ser` of a run, and in [the figure](figures/README.md). This table has the SINRs that explain them: the smallest SINR over the users of a design, less the ' +
      'threshold, as the median over the draws (last column) and in the worst case over the error ball and the designs.',
    'At block level the SINR is a mean over the symbols, with interference counted as noise. At symbol level it comes from the distance of the received symbols to the edge of their sector, at the worst time of the frame.',
    verdictSentence(run.rows),
  ];
  return `${text.join(' ')}\n\n${table}`;
}
