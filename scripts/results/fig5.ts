import type { StoredRun } from './storedRun.ts';
import { boundTable, tradeoffParts } from './tradeoff.ts';

export const fig5Title = 'Fig. 5: RCRB against the SINR threshold';

/** Medians over the threshold; schemes, levels and designs against each other; the achieved RCRB over its lower bound. */
export function fig5Section(run: StoredRun): string {
  return [
    ...tradeoffParts(run),
    'The achieved RCRB divided by a lower bound on that of every design of the scheme (`rcrb_lower_deg`), and divided by the RCRB of the relaxation that the precoders were made from ' +
      '(`rcrb_relaxation_deg`, not a bound), for all feasible designs that have these numbers:',
    boundTable(run.rows),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
