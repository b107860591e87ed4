import { markdownTable } from '../pages/markdownTable.ts';
import { ballsHeld, claimsMet, countOf, groupBy, isDesigned, isFeasible, marginOf, smallestMargin } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { decibels, plain, shareOf } from './words.ts';

export const fig7Title = 'Fig. 7: sampled and exact worst case under CSI errors';

const sampled = marginOf('worst_sampled_sinr_db');
const exact = marginOf('worst_exact_sinr_db');

/** Has precoders whose exact worst case lies below their threshold. */
export function missesThreshold(row: StoredDesign): boolean {
  return isDesigned(row) && !row.holds_over_ball;
}

/** What the exact worst case finds that error samples do not. */
export function fig7Section(run: StoredRun): string {
  const groups = groupBy(run.rows, 'scheme', 'design', 'robustness', 'threshold_db');
  const table = markdownTable(
    [
      'scheme',
      'design',
      'robustness',
      'threshold/dB',
      'feasible',
      'meet their claim',
      'hold over the error ball',
      'sampled - threshold/dB',
      'exact - threshold/dB',
    ],
    groups.map(({ of, rows }) => [
      of.scheme,
      `\`${of.design}\``,
      `\`${of.robustness}\``,
      plain(of.threshold_db),
      `${countOf(rows, isFeasible)} of ${rows.length}`,
      plain(claimsMet(rows)),
      plain(ballsHeld(rows)),
      decibels(smallestMargin(rows, sampled)),
      decibels(smallestMargin(rows, exact)),
    ]),
  );
  const designed = run.rows.filter(isDesigned);
  const seen = countOf(designed, (r) => sampled(r) < 0);
  const text = [
    'The table has the smallest SINR over the users, less the threshold: once over the drawn CSI errors (sampled) and once over the whole error ball (exact), each the smallest over the designs.',
    '`robustness: paper` claims no more than the nominal SINR, so that such a design can meet its claim and not hold over the error ball.',
    verdictSentence(run.rows),
    `The drawn errors push ${shareOf(seen, designed.length)} designs below their threshold.`,
    ...groupBy(designed, 'robustness').map(({ of, rows }) => {
      const misses = rows.filter(missesThreshold);
      const share = `With \`robustness: ${of.robustness}\` the exact worst case lies below the threshold in ${shareOf(misses.length, rows.length)} designs`;
      if (misses.length === 0) return `${share}; the smallest margin is ${decibels(smallestMargin(rows, exact))} dB.`;
      return `${share} (${schemesOf(misses)}), by up to ${decibels(-smallestMargin(misses, exact))} dB.`;
    }),
  ];
  return `${text.join(' ')}\n\n${table}`;
}

function schemesOf(rows: readonly StoredDesign[]): string {
  return groupBy(rows, 'scheme')
    .map(({ of, rows: own }) => `${of.scheme}: ${own.length}`)
    .join(', ');
}
