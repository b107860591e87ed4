import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_MEANINGS, exitCodeSentence } from '../../src/cli/exitCodes.ts';
import { packageRoot } from '../../src/packageRoot.ts';
import { EXIT } from '../../src/errors.ts';
import { fillPart } from './fillPart.ts';
import { markdownTable } from './markdownTable.ts';

/** Names its place in a page: `<!-- exit-codes --><!-- /exit-codes -->`, a sentence not at the beginning of a line. */
const NAME = 'exit-codes';

const PARTS = {
  'README.md': exitCodeSentence,
  'docs/getting-started.md': () => `\n\n${exitCodeTable()}\n\n`,
};

function exitCodeTable(): string {
  const faults = EXIT_MEANINGS.filter(({ code }) => code !== EXIT.done);
  return markdownTable(
    ['exit code', 'means', 'do'],
    faults.map(({ code, means, todo }) => [String(code), means, todo]),
  );
}

/** Pages that tell the exit codes, as they are on disk and as they should be, by their path from the root of the repository. */
export function exitCodePages(): { page: string; found: string; expected: string }[] {
  return Object.entries(PARTS).map(([page, part]) => {
    const found = readFileSync(join(packageRoot(), page), 'utf8');
    return { page, found, expected: fillPart(page, found, NAME, part()) };
  });
}
