import { bandedMedian } from '../../src/analysis/statistics.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { medianCell } from './medians.ts';
import { claimsMet, countOf, curveOf, isDesigned, marginOf, medianAchieved, valuesOf } from './rows.ts';
import type { StoredRun } from './storedRun.ts';
import { VERDICT_HEAD, verdictCells, verdictSentence } from './verdicts.ts';
import { decibels, degrees, interval, NONE, plain, ratio, shareOf } from './words.ts';

export const fig3Title = 'Fig. 3: designs that are blind to the inter-cell links';

const finite = (x: number, print: (x: number) => string): string => (Number.isFinite(x) ? print(x) : NONE);

/** What blind designs promise, and what they achieve once the links are there. */
export function fig3Section(run: StoredRun): string {
  const blind = run.rows.filter((r) => r.design === 'blind');
  const joint = run.rows.filter((r) => r.design === 'joint');
  const points = curveOf(blind).map(({ at, rows }) => {
    const ratios = valuesOf(rows, (r) => r.rcrb_deg / r.rcrb_relaxation_deg);
    return {
      at,
      rows,
      promised: medianAchieved(rows, (r) => r.rcrb_relaxation_deg, Infinity),
      achieved: medianAchieved(rows, (r) => r.rcrb_deg, Infinity),
      sinr: medianAchieved(rows, (r) => r.sinr_db, -Infinity),
      margin: medianAchieved(rows, marginOf('sinr_db'), -Infinity),
      ratios: bandedMedian(ratios, 'confidence'),
      pairs: ratios.length,
    };
  });
  const table = markdownTable(
    [
      'threshold/dB',
      'draws with precoders',
      'promised RCRB/deg',
      'achieved RCRB/deg',
      'achieved / promised, draw by draw',
      '95% interval',
      'smallest SINR/dB',
      'SINR - threshold/dB',
      'meet their claim',
    ],
    points.map((p) => [
      plain(p.at),
      `${countOf(p.rows, isDesigned)} of ${p.rows.length}`,
      finite(p.promised, degrees),
      finite(p.achieved, degrees),
      ratio(p.ratios.value),
      interval(p.ratios.lower, p.ratios.upper),
      finite(p.sinr, decibels),
      finite(p.margin, decibels),
      plain(claimsMet(p.rows)),
    ]),
  );
  const shown = points.filter((p) => Number.isFinite(p.achieved));
  const [first, last] = [shown.at(0), shown.at(-1)];
  const text = [
    'Every cell is designed alone, as if no other cell transmitted: its program promises an RCRB, and the threshold as SINR. The table has medians over all draws of what the programs promise and of what the ' +
      'same precoders achieve in the network, whether they meet their claim or not; a draw without precoders counts as infinite.',
  ];
  if (first && last && first !== last) {
    const middles = shown.map((p) => p.ratios.value);
    text.push(
      `Draw by draw the inter-cell links raise the RCRB to ${ratio(Math.min(...middles))} to ${ratio(Math.max(...middles))} times the promised one in the median.`,
      `In the network a threshold of ${plain(first.at)} dB becomes ${decibels(first.sinr)} dB, one of ${plain(last.at)} dB becomes ${decibels(last.sinr)} dB (median over the draws of the smallest SINR over the users).`,
    );
  }
  const designed = blind.filter(isDesigned);
  text.push(`Of the blind designs, ${shareOf(claimsMet(designed), designed.length)} meet their claim.`);
  const parts = [text.join(' '), table];
  if (joint.length > 0)
    parts.push(
      `Designs that know the links (\`joint\`), medians over all draws. ${verdictSentence(joint)}`,
      markdownTable(
        ['threshold/dB', ...VERDICT_HEAD, 'RCRB/deg'],
        curveOf(joint).map(({ at, rows }) => [plain(at), ...verdictCells(rows), medianCell(rows)]),
      ),
    );
  return parts.join('\n\n');
}
