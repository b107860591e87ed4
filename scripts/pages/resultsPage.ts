import { MEDIAN_RULE } from '../../src/study/countedDraws.ts';
import { readStoredRuns, type StoredRuns } from '../results/storedRun.ts';
import { resultSection, SECTIONS } from '../results/studies.ts';

const INTRODUCTION = `# What the shipped studies show

Every number on this page is computed from the stored rows of a run ([how](runs/README.md)); a test compares the page with them.

RCRB is the root of the mean Cramer-Rao bound over the base stations, recomputed from the precoders unless it is named that of a relaxation or a lower bound; these two are claims of the
solver. SINR is the smallest over the users. A design is *feasible* where its program has an optimum. Two words say what the recomputation from its precoders
shows ([numerics](numerics.md)): it *meets its claim* where it does what it was designed for (nominal SINR, power, leakage; the exact worst case where \`robustness\` claims it), and it *holds over the
error ball* where the exact worst case over all CSI errors reaches the threshold, whatever it claims.

${MEDIAN_RULE} Where two curves or designs
are compared, the ratio of their RCRBs is taken draw by draw, on the same channels: its median over the draws with a 95% confidence interval by order statistics. An en dash means that there is no such number.
`;

/** docs/results.md. */
export function resultsPage(runs: StoredRuns = readStoredRuns()): string {
  const sections = Object.entries(SECTIONS).map(([name, section]) => `${resultSection(name, section, runs)}\n`);
  return [INTRODUCTION, ...sections].join('\n');
}
