import { ballsHeld, claimsMet, isFeasible, marginOf, smallestMargin } from './rows.ts';
import type { StoredDesign } from './storedRun.ts';
import { decibels, plain, shareOf } from './words.ts';

const exact = marginOf('worst_exact_sinr_db');

/** Heads of the columns that `verdictCells` fills. */
export const VERDICT_HEAD = ['feasible', 'meet their claim', 'hold over the error ball', 'worst - threshold/dB'];

/** Both words with their counts, and the smallest exact worst case over the threshold. */
export function verdictCells(rows: readonly StoredDesign[]): string[] {
  return [
    `${rows.filter(isFeasible).length} of ${rows.length}`,
    plain(claimsMet(rows)),
    plain(ballsHeld(rows)),
    decibels(smallestMargin(rows, exact)),
  ];
}

/** The same in a sentence, over the feasible designs of some rows. */
export function verdictSentence(rows: readonly StoredDesign[], designs = 'feasible designs'): string {
  const feasible = rows.filter(isFeasible);
  const margin = smallestMargin(feasible, exact);
  const worst =
    feasible.length === 0 || Number.isNaN(margin)
      ? ''
      : margin >= 0
        ? `; the smallest exact worst case lies ${decibels(margin)} dB above its threshold`
        : `; the smallest exact worst case lies ${margin === -Infinity ? 'infinitely far' : `${decibels(-margin)} dB`} below its threshold`;
  return (
    `Of the ${designs}, ${shareOf(claimsMet(feasible), feasible.length)} meet their claim, and ${shareOf(ballsHeld(feasible), feasible.length)} hold over the error ball` +
    `${worst}.`
  );
}
