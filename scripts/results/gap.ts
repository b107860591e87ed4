import { median } from '../../src/model/median.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { claimsMet, curveOf, groupBy, isFeasible, valuesOf } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { percentAbove, plain } from './words.ts';

export const gapTitle = 'gap: the relaxation at symbol level against its transmit vectors';

const overRelaxation = (r: StoredDesign): number => r.rcrb_deg / r.rcrb_relaxation_deg;
const overBound = (r: StoredDesign): number => r.rcrb_deg / r.rcrb_lower_deg;

/** How far the RCRB of the transmit vectors lies above that of their relaxation, and above the lower bound of any design. */
export function gapSection(run: StoredRun): string {
  const lines = groupBy(run.rows, 'scheme', 'design').flatMap(({ of, rows }) =>
    curveOf(rows).map((point) => ({
      ...of,
      ...point,
      median: median(valuesOf(point.rows, overRelaxation)),
      largest: largest(point.rows, overRelaxation),
      bound: median(valuesOf(point.rows, overBound)),
      boundLargest: largest(point.rows, overBound),
    })),
  );
  const bounded = lines.some((l) => !Number.isNaN(l.boundLargest));
  const table = markdownTable(
    [
      'scheme',
      'design',
      'threshold/dB',
      'feasible',
      'meet their claim',
      'above the relaxation: median',
      'largest',
      ...(bounded ? ['above the lower bound: median', 'largest'] : []),
    ],
    lines.map((l) => [
      l.scheme,
      `\`${l.design}\``,
      plain(l.at),
      `${l.rows.filter(isFeasible).length} of ${l.rows.length}`,
      plain(claimsMet(l.rows)),
      percentAbove(l.median),
      percentAbove(l.largest),
      ...(bounded ? [percentAbove(l.bound), percentAbove(l.boundLargest)] : []),
    ]),
  );
  const text = groupBy(run.rows, 'scheme').flatMap(({ of }) => {
    const own = lines.filter((l) => l.scheme === of.scheme && !Number.isNaN(l.median));
    if (own.length === 0) return [];
    const medians = own.map((l) => l.median);
    const span = `${percentAbove(Math.min(...medians))} to ${percentAbove(Math.max(...medians))}`;
    return [
      `In ${of.scheme} the achieved RCRB lies ${span} above that of the relaxation in the median, and ${percentAbove(Math.max(...own.map((l) => l.largest)))} at most.`,
    ];
  });
  return [
    [
      'The relaxation of a symbol-level program may use power in a way that no transmit vector can. The gap is how far the RCRB of the vectors lies above that of the relaxation that they were made from ' +
        `(\`rcrb_relaxation_deg\`)${bounded ? ', and above the lower bound on that of any design (`rcrb_lower_deg`)' : ''}. Both are ratios for each draw, over the feasible draws.`,
      ...text,
      verdictSentence(run.rows),
    ].join(' '),
    table,
  ].join('\n\n');
}

function largest(rows: readonly StoredDesign[], quantity: (row: StoredDesign) => number): number {
  const values = valuesOf(rows, quantity);
  return values.length === 0 ? Number.NaN : Math.max(...values);
}
