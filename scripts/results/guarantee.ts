import { markdownTable } from '../pages/markdownTable.ts';
import { type Comparison, comparisonSentence, comparisonTable, PAIRED_CELLS } from './comparisons.ts';
import { comparedAlong } from './curvePairs.ts';
import { inDecibels } from './medians.ts';
import { groupBy } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { VERDICT_HEAD, verdictCells, verdictSentence } from './verdicts.ts';
import { bullets, plain } from './words.ts';

export const guaranteeTitle = 'guarantee: exact worst case at symbol level';

/** Exact worst cases under CSI errors, and what `joint` gains over the alternation in SLP-CBF. */
export function guaranteeSection(run: StoredRun): string {
  const parts = [
    `Worst case over the whole error ball (radius d in CBF, sqrt(J) d for the stacked channel in CoMP). ${verdictSentence(run.rows)}`,
    markdownTable(
      ['scheme', 'design', 'd', ...VERDICT_HEAD],
      groupBy(run.rows, 'scheme', 'design', 'csi_error_radius').map(({ of, rows }) => [
        of.scheme,
        `\`${of.design}\``,
        plain(of.csi_error_radius),
        ...verdictCells(rows),
      ]),
    ),
  ];
  const comparisons = groupBy(designOf(run, 'joint'), 'csi_error_radius').map(({ of, rows }): Comparison => {
    const paper = designOf(run, 'paper').filter((r) => r.csi_error_radius === of.csi_error_radius);
    return {
      labels: [plain(of.csi_error_radius)],
      where: `At d = ${plain(of.csi_error_radius)}`,
      first: '`joint`',
      second: '`paper`',
      points: comparedAlong(rows, paper, 'threshold_db'),
    };
  });
  if (comparisons.some((c) => c.points.some((p) => p.paired.pairs > 0)))
    parts.push(
      `In SLP-CBF \`joint\` searches the common interference level, which \`paper\` finds by alternation. The RCRB of \`joint\` divided by that of \`paper\`, draw by draw. ${PAIRED_CELLS}`,
      comparisonTable(['d'], comparisons, inDecibels),
      bullets(comparisons.map((c) => comparisonSentence(c, ' dB'))),
    );
  return parts.join('\n\n');
}

function designOf(run: StoredRun, design: string): StoredDesign[] {
  return run.rows.filter((r) => r.scheme === 'SLP-CBF' && r.design === design);
}
