import { markdownTable } from '../pages/markdownTable.ts';
import { isFeasible } from './rows.ts';
import type { StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { decibels, degrees, plain } from './words.ts';

export const fig4Title = 'Fig. 4: which designs the beampatterns belong to';

/** The one draw of the figure: what is feasible, and what it achieves. */
export function fig4Section(run: StoredRun): string {
  return [
    `One draw of line-of-sight channels; the patterns are in [the figure](figures/README.md). ${verdictSentence(run.rows)}`,
    markdownTable(
      ['scheme', 'design', 'threshold/dB', 'feasible', 'RCRB/deg', 'smallest SINR/dB'],
      run.rows.map((r) => [
        r.scheme,
        `\`${r.design}\``,
        plain(r.threshold_db),
        isFeasible(r) ? 'yes' : 'no',
        degrees(r.rcrb_deg),
        decibels(r.sinr_db),
      ]),
    ),
  ].join('\n\n');
}
