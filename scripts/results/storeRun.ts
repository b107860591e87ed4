/**
 * Stores the rows of a run that the documentation quotes as docs/runs/STUDY.csv: `npm run docs:store -- DIR`. A run that was limited to N draws is
 * stored with --limit N. `npm run docs` then makes docs/results.md from it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError, IsacError } from '../../src/errors.ts';
import { keepColumns, printStoredRun, runsFolder } from './storedRun.ts';
import { SECTIONS } from './studies.ts';
import { takeRun } from './takeRun.ts';
import { counted } from './words.ts';

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { limit: { type: 'string' }, out: { type: 'string', default: runsFolder() } },
  });
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1)
    throw new InputError(
      `expected one study directory, got ${positionals.length}`,
      'npm run docs:store -- output/fig3 [--limit N]',
    );
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1))
    throw new InputError(`--limit: expected a positive integer, got ${values.limit}`);
  const whole = takeRun(directory, limit);
  const section = SECTIONS[whole.study];
  if (section === undefined)
    throw new InputError(
      `${directory}: docs/results.md has no section on ${whole.study}`,
      'scripts/results/studies.ts',
    );
  const run = keepColumns(whole, section.columns);
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${run.study}.csv`);
  writeFileSync(file, printStoredRun(run));
  process.stderr.write(`${file}: ${run.rows.length} designs of ${counted(run.draws, 'draw')}\n`);
} catch (error) {
  if (!(error instanceof IsacError)) throw error;
  process.stderr.write(`docs:store: ${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}\n`);
  process.exitCode = error.exitCode;
}
