/** Prints every number that the documentation quotes from the stored runs, with its page and sentence: `npm run docs:numbers`. */
import { resultsPage } from '../pages/resultsPage.ts';
import { QUOTES } from './quotes.ts';
import { readStoredRuns } from './storedRun.ts';

/** A sentence, an item of a list or a line of a table each. */
function piecesOf(section: string): string[] {
  const lines = section.replace(/\n(?: {2})?(?=[^\n|-])/g, ' ').split('\n');
  return lines.flatMap((line) => (line.startsWith('|') ? [line] : line.split(/(?<=\.) (?=[A-Z`*])/)));
}

const runs = readStoredRuns();
const sections = resultsPage(runs).split(/^## /m).slice(1);
for (const section of sections) {
  const [title = '', ...lines] = section.split('\n');
  for (const piece of piecesOf(lines.join('\n')).map((text) => text.trim()))
    if (/\d/.test(piece)) process.stdout.write(`docs/results.md, ${title.split(':')[0] ?? ''}: ${piece}\n`);
}
for (const quote of QUOTES) process.stdout.write(`${quote.page}: ${quote.text(runs)}\n`);
