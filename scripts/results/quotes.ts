import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/packageRoot.ts';
import { fillPart } from '../pages/fillPart.ts';
import { missesThreshold } from './fig7.ts';
import { ballsHeld, countOf, isDesigned, isFeasible, marginOf, smallestMargin } from './rows.ts';
import type { StoredRuns } from './storedRun.ts';
import { counted, decibels, shareOf, wrapped } from './words.ts';

/** A sentence outside docs/results.md that has numbers of a stored run. */
export interface Quote {
  /** Names its place in the page: `<!-- quote NAME -->sentence<!-- /quote -->`, not at the beginning of a line. */
  readonly name: string;
  /** The page, from the root of the repository. */
  readonly page: string;
  /** The sentence; one without numbers where the run is not stored. */
  readonly text: (runs: StoredRuns) => string;
}

/** Few: docs/results.md has the rest. */
export const QUOTES: readonly Quote[] = [
  { name: 'fig7-paper', page: 'docs/corrections.md', text: paperWorstCase },
  { name: 'guarantee', page: 'docs/numerics.md', text: symbolLevelGuarantee },
];

function paperWorstCase(runs: StoredRuns): string {
  const run = runs.get('fig7');
  const claim = 'the exact worst case of block-level designs with `robustness: paper` can fall below the threshold';
  if (run === undefined) return `In Fig. 7 ${claim} although error samples do not show it.`;
  const rows = run.rows.filter((r) => isDesigned(r) && r.robustness === 'paper' && r.scheme.startsWith('BLP'));
  const misses = rows.filter(missesThreshold);
  const sampled = countOf(rows, (r) => marginOf('worst_sampled_sinr_db')(r) < 0);
  const depth = decibels(-smallestMargin(misses, marginOf('worst_exact_sinr_db')));
  return (
    `In Fig. 7 (${counted(run.draws, 'draw')}) the exact worst case lies below the threshold in ${shareOf(misses.length, rows.length)} block-level designs with \`robustness: paper\`` +
    `${misses.length === 0 ? '' : `, by up to ${depth} dB`}; the SINR at the drawn errors lies below it in ${shareOf(sampled, rows.length)}.`
  );
}

function symbolLevelGuarantee(runs: StoredRuns): string {
  const run = runs.get('guarantee');
  if (run === undefined)
    return '`isac-mc run guarantee` compares the exact worst case of symbol-level designs under CSI errors with the threshold; no run of it is stored.';
  const rows = run.rows.filter(isFeasible);
  return (
    `in \`${run.command}\` ${shareOf(ballsHeld(rows), rows.length)} feasible designs hold over the error ball, and the smallest margin of the exact worst case over the threshold ` +
    `is ${decibels(smallestMargin(rows, marginOf('worst_exact_sinr_db')))} dB.`
  );
}

/** Keeps a quote inside the item of a list, and does no harm in a paragraph. */
const INDENT = '  ';

/** A page with its quotes written anew. @throws Error where a quote has no place in its page. */
export function fillQuotes(page: string, text: string, runs: StoredRuns): string {
  let filled = text;
  for (const quote of QUOTES.filter((q) => q.page === page)) {
    filled = fillPart(page, filled, `quote ${quote.name}`, wrapped(quote.text(runs), INDENT));
  }
  return filled;
}

/** Pages that have quotes, as they are on disk and as they should be, by their path from the root of the repository. */
export function quotedPages(runs: StoredRuns): { page: string; found: string; expected: string }[] {
  return [...new Set(QUOTES.map((q) => q.page))].map((page) => {
    const found = readFileSync(join(packageRoot(), page), 'utf8');
    return { page, found, expected: fillQuotes(page, found, runs) };
  });
}
