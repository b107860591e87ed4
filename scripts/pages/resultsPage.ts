import { medianNote } from '../../src/analysis/figures/curves.ts';
import { readStoredRuns, type StoredRuns } from '../results/storedRun.ts';
import { resultSection, SECTIONS } from '../results/studies.ts';

const INTRODUCTION = `# What the shipped studies show

Every number on this page is computed from the stored rows of a run ([how](runs/README.md)); a test compares the page with them.

RCRB is the root of the mean Cramer-Rao bound over the base stations, recomputed from the precoders unless it is named that of a relaxation or a lower bound; these two are claims of the
solver. SINR is the smallest over the users. A design is *feasible* where its program has an optimum and *certified* where the recomputation from the precoders confirms it ([numerics](numerics.md)).

${medianNote('common')} An en dash means that there is no such number.
`;

/** docs/results.md. */
export function resultsPage(runs: StoredRuns = readStoredRuns()): string {
  const sections = Object.entries(SECTIONS).map(([name, section]) => `${resultSection(name, section, runs)}\n`);
  return [INTRODUCTION, ...sections].join('\n');
}
