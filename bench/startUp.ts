/**
 * Processor time of short commands with this build and with that of another checkout, in turn: `npm run bench:start -- --against DIR [--pairs N]`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { invariant } from '../src/errors.ts';
import { median } from '../src/model/median.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STUDIES = ['BLP-CBF', 'SLP-CBF'];

const { values: options } = parseArgs({
  options: { against: { type: 'string' }, pairs: { type: 'string', default: '20' } },
});
const { against } = options;
invariant(against !== undefined, '--against names another checkout, built');
const pairs = Number(options.pairs);
invariant(Number.isInteger(pairs) && pairs > 0, `--pairs: expected a positive integer, got ${options.pairs}`);

/** Milliseconds of processor time, user and system, that a command takes, with all its threads and children: bash counts them in milliseconds. */
function measure(root: string, words: readonly string[]): number {
  const main = join(root, 'dist', 'cli', 'main.js');
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, main, ...words], {
    encoding: 'utf8',
  });
  invariant(status === 0, `${main} ${words.join(' ')} ends with exit code 0, not ${String(status)}`);
  const [user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  return 1000 * (user + system);
}

const folder = mkdtempSync(join(tmpdir(), 'isac-mc-start-'));
try {
  let runs = 0;
  const runOf = (scheme: string): (() => string[]) => {
    const study = join(folder, `${scheme}.yaml`);
    writeFileSync(
      study,
      `title: one design
seed: '1'
scenario: { csiErrorRadius: 0 }
schemes: [${scheme}]
sweep: { thresholdDb: [10] }
realizations: { channels: 1 }
`,
    );
    return () => ['run', study, '--out', join(folder, String(runs++)), '--backend', 'cpu'];
  };
  const cases: readonly (readonly [string, () => readonly string[]])[] = [
    ['--help', () => ['--help']],
    ['list', () => ['list']],
    ...STUDIES.map((scheme) => [`run, one ${scheme}`, runOf(scheme)] as const),
  ];
  const roots = [resolve(against), ROOT];
  for (const [name, words] of cases) {
    const times = roots.map((): number[] => []);
    for (const root of roots) measure(root, words()); // files come from the disk's cache from now on
    for (let pair = 0; pair < pairs; pair++)
      for (const side of pair % 2 === 0 ? [0, 1] : [1, 0]) times[side]?.push(measure(roots[side] ?? ROOT, words()));
    const [before = Number.NaN, after = Number.NaN] = times.map(median);
    const line = [name.padEnd(18), before.toFixed(0), 'ms', after.toFixed(0), 'ms', (after / before).toFixed(2)];
    process.stdout.write(`${line.join('  ')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
