import { markdownTable } from '../pages/markdownTable.ts';
import { ballsHeld, countOf, groupBy, isDesigned, isFeasible, marginOf, smallestMargin } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { decibels, plain, shareOf } from './words.ts';

export const robustnessStudyTitle = 'robustness-study: a hundred thousand CSI errors beside the exact worst case';

const sampled = marginOf('worst_sampled_sinr_db');
const exact = marginOf('worst_exact_sinr_db');

/** An error below the threshold exists, and none of those that were drawn is one. */
function isUnseen(row: StoredDesign): boolean {
  return isDesigned(row) && !row.holds_over_ball && row.outage === 0;
}

/** How often drawn errors lead below the threshold, and what they do not find. */
export function robustnessStudySection(run: StoredRun): string {
  const groups = groupBy(run.rows, 'scheme', 'csi_error_radius', 'robustness');
  const table = markdownTable(
    [
      'scheme',
      'd',
      'robustness',
      'feasible',
      'share of errors below the threshold',
      'hold over the error ball',
      'sampled - threshold/dB',
      'exact - threshold/dB',
    ],
    groups.map(({ of, rows }) => [
      of.scheme,
      plain(of.csi_error_radius),
      `\`${of.robustness}\``,
      `${countOf(rows, isFeasible)} of ${rows.length}`,
      plain(Number(meanOutage(rows).toPrecision(4))),
      plain(ballsHeld(rows)),
      decibels(smallestMargin(rows, sampled)),
      decibels(smallestMargin(rows, exact)),
    ]),
  );
  const unseen = groups.flatMap(({ of, rows }) => {
    const own = rows.filter(isUnseen);
    if (own.length === 0) return [];
    const total = countOf(rows, isDesigned);
    return `In ${of.scheme} at d = ${plain(of.csi_error_radius)} errors lead ${shareOf(own.length, total)} designs with \`robustness: ${of.robustness}\` below their threshold, by up to ${decibels(-smallestMargin(own, exact))} dB, and none of those drawn does.`;
  });
  const text = [
    'Errors of norm d on every link. The table has the mean share of drawn errors that lead below the threshold (less 1e-6 dB), and the smallest SINR over the users, less the threshold: over the drawn errors (sampled) and over the whole error ball (exact), each the smallest over the designs.',
    verdictSentence(run.rows),
    ...unseen,
  ];
  return `${text.join(' ')}\n\n${table}`;
}

/** Over the draws with a design. */
function meanOutage(rows: readonly StoredDesign[]): number {
  const values = rows.filter(isDesigned).map((row) => row.outage);
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
