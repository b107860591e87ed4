import { markdownTable } from '../pages/markdownTable.ts';
import { isFeasible } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { degrees, NONE, percentAbove, plain } from './words.ts';

export const amplitudeCapTitle = 'Caps on the amplitudes beside Fig. 4: what a beam at the own target costs';

/** The one draw of the figure: what each cap costs, and what the beams tell of the amplitudes. */
export function amplitudeCapSection({ rows }: StoredRun): string {
  const free = (r: StoredDesign): StoredDesign | undefined =>
    rows.find((other) => other.scheme === r.scheme && Number.isNaN(other.amplitude_crb_cap));
  return [
    `The system of Fig. 4 with \`joint\` designs at a threshold of 20 dB; the patterns are in [the figure](figures/README.md). ` +
      'CRBs of the amplitudes are in units of abs(a)^2, the largest over the base stations: 0.01 is a standard deviation of a tenth of abs(a). ' +
      verdictSentence(rows),
    markdownTable(
      ['scheme', 'cap', 'feasible', 'RCRB/deg', 'RCRB above that without a cap', 'CRB of Re a', 'CRB of Im a'],
      rows.map((r) => {
        const capped = !Number.isNaN(r.amplitude_crb_cap);
        return [
          r.scheme,
          capped ? plain(r.amplitude_crb_cap) : 'none',
          isFeasible(r) ? 'yes' : 'no',
          degrees(r.rcrb_deg),
          capped ? percentAbove(r.rcrb_deg / (free(r)?.rcrb_deg ?? Number.NaN)) : NONE,
          degrees(r.amplitude_crb_re),
          degrees(r.amplitude_crb_im),
        ];
      }),
    ),
  ].join('\n\n');
}
