import { type Comparison, comparisonSentence, comparisonTable, PAIRED_CELLS } from './comparisons.ts';
import { comparedAlong } from './curvePairs.ts';
import { inDecibels } from './medians.ts';
import { groupBy } from './rows.ts';
import type { StoredDesign, StoredRun, StoredRuns } from './storedRun.ts';
import { tradeoffParts } from './tradeoff.ts';
import { bullets, plain } from './words.ts';

export const fig6Title = 'Fig. 6: RCRB against the SINR threshold under CSI errors';

/** As Fig. 5, and what the error costs against it on the same channels. */
export function fig6Section(run: StoredRun, runs: StoredRuns): string {
  const perfect = runs.get('fig5');
  return [...priceParts(run.rows, perfect?.rows ?? []), ...tradeoffParts(run)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The RCRB under CSI errors against that with perfect CSI. */
function priceParts(robust: readonly StoredDesign[], perfect: readonly StoredDesign[]): string[] {
  const comparisons = groupBy(robust, 'scheme', 'design').flatMap(({ of: { scheme, design }, rows }): Comparison[] => {
    const reference = perfect.filter((r) => r.scheme === scheme && r.design === design);
    if (reference.length === 0) return [];
    const points = comparedAlong(rows, reference, 'threshold_db', ['realization', 'threshold_db']);
    return [
      {
        labels: [scheme, `\`${design}\``],
        where: `In ${scheme} with \`${design}\``,
        first: radius(rows),
        second: radius(reference),
        points,
      },
    ];
  });
  if (comparisons.length === 0) return [];
  return [
    `Figs. 5 and 6 have the same channel draws, so that the price of the error is a ratio for each draw: the RCRB at ${radius(robust)} (\`robustness: ${robust[0]?.robustness}\`) divided by that at ${radius(perfect)}. ${PAIRED_CELLS}`,
    comparisonTable(['scheme', 'design'], comparisons, inDecibels),
    bullets(comparisons.map((c) => comparisonSentence(c, ' dB'))),
  ];
}

/** `d = 0.01`. */
function radius(rows: readonly StoredDesign[]): string {
  return `d = ${plain(rows[0]?.csi_error_radius ?? Number.NaN)}`;
}
