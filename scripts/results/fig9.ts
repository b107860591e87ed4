import { median } from '../../src/model/median.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { groupBy, isFeasible, valuesOf } from './rows.ts';
import type { StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { listed, NONE, plain, rangeOf } from './words.ts';

export const fig9Title = 'Fig. 9: iterations of the alternation';

/** How many iterations the alternation takes. */
export function fig9Section(run: StoredRun): string {
  const lines = groupBy(run.rows.filter(isFeasible), 'scheme', 'design').map(({ of, rows }) => {
    const iterations = rows.map((r) => r.iterations).sort((a, b) => a - b);
    return {
      ...of,
      count: iterations.length,
      smallest: iterations[0] ?? Number.NaN,
      middle: median(iterations),
      largest: iterations.at(-1) ?? Number.NaN,
      later: valuesOf(rows, (r) => r.rcrb_relaxation_deg / r.rcrb_first_deg),
    };
  });
  const single = lines.filter((l) => l.largest === 1);
  const several = lines.filter((l) => l.largest > 1);
  const table = markdownTable(
    [
      'scheme',
      'design',
      'feasible designs',
      'fewest',
      'median',
      'most',
      'last RCRB / first, draw by draw: median',
      'range',
    ],
    lines.map((l) => [
      l.scheme,
      `\`${l.design}\``,
      plain(l.count),
      plain(l.smallest),
      plain(l.middle),
      plain(l.largest),
      ...(l.largest > 1 ? [ratio4(median(l.later)), rangeOf(l.later, ratio4)] : [NONE, NONE]),
    ]),
  );
  const medians = several.map((l) => l.middle);
  const text = [
    'The table counts the iterations of the alternation (column `iterations` of table `designs`) over the feasible designs of the run, ' +
      `d = ${listed(groupBy(run.rows, 'csi_error_radius').map(({ of }) => plain(of.csi_error_radius)))} together.`,
  ];
  if (several.length > 0)
    text.push(
      `Where a design alternates, it settles after ${between(Math.min(...medians), Math.max(...medians))} iterations in the median and ` +
        `${plain(Math.max(...several.map((l) => l.largest)))} at most.`,
    );
  const later = several.flatMap((l) => l.later);
  if (later.length > 0)
    text.push(
      `The RCRB of the relaxation that is kept is ${rangeOf(later, ratio4)} times that after the first iteration, draw by draw: ` +
        (Math.min(...later) < 0.99 ? 'some designs descend.' : 'the curves are flat from the first iteration on.'),
    );
  if (single.length > 0) text.push('Designs with one iteration are made by a single program.');
  text.push(
    'Table `convergence` of a run has the RCRB after each iteration and, at symbol level, the descent of the transmit vectors.',
  );
  text.push(verdictSentence(run.rows));
  return `${text.join(' ')}\n\n${table}`;
}

/** Changes below one percent are what the table is about. */
function ratio4(x: number): string {
  return x.toFixed(4);
}

function between(low: number, high: number): string {
  return low === high ? plain(low) : `${plain(low)} to ${plain(high)}`;
}
