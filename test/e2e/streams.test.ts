import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenPath } from '../problems/goldenFiles.ts';
import { dataBytes, temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { afterBackend, isacMc, linesOf } from './command.ts';
import { inShell, type Start } from './shell.ts';

const folder = temporaryFolder();
const FULL = '/dev/full';
const noFull = existsSync(FULL) ? null : `needs ${FULL}`;

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY);
  expect((await isacMc(['run', 'tiny.yaml', '--out', 'done'], folder)).code).toBe(0);
});

/** A command of every kind that ends within a second or so, each with a file of its own for what it writes. */
const commands = (own: string): Record<string, string[]> => ({
  run: ['run', 'tiny.yaml', '--out', `${own}-run`],
  'run with JSON lines': ['run', 'tiny.yaml', '--out', `${own}-json`, '--log', 'json'],
  'run with workers': ['run', 'tiny.yaml', '--out', `${own}-workers`, '--workers', '2'],
  plan: ['plan', 'tiny.yaml', '--seconds', '1'],
  solve: ['solve', goldenPath('blp-cbf-default.json')],
  status: ['status', 'done'],
  verify: ['verify', 'done'],
  plot: ['plot', 'done', '--format', 'json', '--out', `${own}-plot`],
  report: ['report', 'done', '--out', `${own}.html`],
  export: ['export', 'done', '--parquet', '--out', `${own}-parquet`],
  extract: ['extract', 'done', '--row', '0', '--out', '-'],
  list: ['list'],
  init: ['init', `${own}.yaml`],
  schema: ['schema'],
  completion: ['completion'],
  submit: ['submit', 'tiny.yaml', '--engine', 'slurm', '--tasks', '2', '--dry-run'],
  finish: ['finish', 'done'],
  '--help': ['--help'],
  '--version': ['--version'],
});

const names = Object.keys(commands(''));
const argsOf = (own: string, name: string): string[] => commands(own)[name] ?? [];

describe.skipIf(noFull !== null)(`a stdout that takes nothing${noFull === null ? '' : ` (skipped: ${noFull})`}`, () => {
  it.each(names)('%s ends unfinished and says so', async (name) => {
    const { code, stderr } = await inShell(argsOf('full', name), folder, { after: `> ${FULL}` });
    expect(code).toBe(3);
    expect(linesOf(stderr).slice(-2)).toEqual([
      'isac-mc: stdout: cannot be written (ENOSPC: no space left on device, write)',
      '  the output is not whole: mend where it goes, then run the same command again',
    ]);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('keeps the exit code of a command that failed', async () => {
    writeFileSync(join(folder, 'other.yaml'), TINY.replace("seed: '3'", "seed: '4'"));
    await isacMc(['run', 'other.yaml', '--limit', '1', '--out', 'part'], folder);
    expect((await inShell(['status', 'part'], folder, { after: `> ${FULL}` })).code).toBe(3);
    expect((await inShell(['status', 'absent'], folder, { after: `> ${FULL}` })).code).toBe(2);
  });
});

/** What nobody can read of stderr changes neither the results nor the exit code. `sh` tells that of the command on fd 3. */
const STDERR: Record<string, Start> = {
  closed: { after: '2>&-' },
  'without a reader': { before: 'exec 3>&1; {', after: '2>&1 >&3 3>&- || echo "failed: $?" >&3; } | true' },
  ...(noFull === null ? { full: { after: `2> ${FULL}` } } : {}),
};

describe.each(Object.entries(STDERR))('a stderr that is %s', (kind, start) => {
  const own = kind.replace(/\W/g, '-');

  it.each(['run', 'run with JSON lines', 'run with workers', 'solve', 'export'])('%s does its work', async (name) => {
    const args = argsOf(own, name);
    const { code, stdout } = await inShell(args, folder, start);
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
    expect(stdout).not.toContain('failed: ');
    if (name.startsWith('run')) expect(dataBytes(join(folder, args[3] ?? ''))).toEqual(dataBytes(join(folder, 'done')));
  });

  it('a refusal keeps its exit code', async () => {
    const { code, stdout } = await inShell(['status', 'absent'], folder, start);
    expect(code === 2 || stdout === 'failed: 2\n').toBe(true);
  });
});

describe('a stdout that nobody reads', () => {
  it.each(['run', 'solve', 'list', 'status'])('%s ends as if it were read: it is closed', async (name) => {
    const { code, stderr } = await inShell(argsOf('closed', name), folder, { after: '>&-' });
    expect(code).toBe(0);
    expect(afterBackend(stderr).join('\n')).not.toMatch(/isac-mc:/);
  });

  it('a reader that has seen enough is no fault', async () => {
    const { code, stdout, stderr } = await inShell(['schema'], folder, {
      before: '{',
      after: '|| echo "failed: $?" >&2; } | true',
    });
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });
});
