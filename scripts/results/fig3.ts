import { markdownTable } from '../pages/markdownTable.ts';
import { countOf, curveOf, isFeasible, marginOf, medianAt } from './rows.ts';
import type { StoredRun } from './storedRun.ts';
import { decibels, degrees, plain, shareOf } from './words.ts';

export const fig3Title = 'Fig. 3: designs that are blind to the inter-cell links';

/** What blind designs promise, and what they achieve once the links are there. */
export function fig3Section(run: StoredRun): string {
  const blind = run.rows.filter((r) => r.design === 'blind');
  const others = run.rows.filter((r) => r.design !== 'blind' && isFeasible(r));
  const feasible = blind.filter(isFeasible);
  const points = curveOf(blind).map((point) => ({
    ...point,
    promised: medianAt(point, (r) => r.rcrb_relaxation_deg),
    achieved: medianAt(point, (r) => r.rcrb_deg),
    margin: medianAt(point, marginOf('sinr_db')),
    sinr: medianAt(point, (r) => r.sinr_db),
  }));
  const shown = points.filter((p) => p.kept.length > 0);
  const [first, last] = [shown.at(0), shown.at(-1)];
  const table = markdownTable(
    [
      'threshold/dB',
      'draws in the median',
      'promised RCRB/deg',
      'achieved RCRB/deg',
      'smallest SINR/dB',
      'SINR - threshold/dB',
      'feasible',
      'certified',
    ],
    points.map((p) => [
      plain(p.threshold),
      plain(p.kept.length),
      degrees(p.promised),
      degrees(p.achieved),
      decibels(p.sinr),
      decibels(p.margin),
      `${countOf(p.rows, isFeasible)} of ${p.rows.length}`,
      plain(countOf(p.rows, (r) => r.certified)),
    ]),
  );
  const sentences = [
    'Every cell is designed alone, as if no other cell transmitted: its program promises an RCRB, and the threshold as SINR. The table has medians over the draws of what ' +
      'the programs promise and of what the same precoders achieve in the network.',
  ];
  if (first && last && first !== last)
    sentences.push(
      `At ${plain(first.threshold)} dB the programs promise ${degrees(first.promised)} degrees, and with the inter-cell links the precoders achieve ${degrees(first.achieved)}; at ` +
        `${plain(last.threshold)} dB they promise ${degrees(last.promised)} and achieve ${degrees(last.achieved)}.`,
      `In the network a threshold of ${plain(first.threshold)} dB becomes ${decibels(first.sinr)} dB, one of ${plain(last.threshold)} dB becomes ${decibels(last.sinr)} dB (median over the ` +
        'draws of the smallest SINR over the users).',
    );
  const certified = countOf(blind, (r) => r.certified);
  sentences.push(
    `The recomputation certifies ${shareOf(certified, feasible.length)} feasible blind designs` +
      (others.length === 0
        ? '.'
        : ` and ${shareOf(
            countOf(others, (r) => r.certified),
            others.length,
          )} feasible designs that know the links (\`joint\`).`),
  );
  return `${sentences.join(' ')}\n\n${table}`;
}
