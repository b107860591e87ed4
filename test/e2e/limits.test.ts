import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataBytes, temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { afterBackend, chunksDone, isacMc, linesOf, type Outcome } from './command.ts';
import { commandHere } from './commandHere.ts';
import { inShell } from './shell.ts';

const folder = temporaryFolder();
const onLinux = process.platform === 'linux';

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY);
  writeFileSync(join(folder, 'file'), 'x');
  expect((await isacMc(['run', 'tiny.yaml', '--out', 'done'], folder)).code).toBe(0);
});

/** One line that names the fault, an indented one that says what mends it, nothing on stdout, no stack trace. */
function expectOneLine(outcome: Outcome, code: number, line: RegExp, hint: RegExp): void {
  const [first = '', second = '', ...more] = afterBackend(outcome.stderr);
  expect(first).toMatch(line);
  expect(second).toMatch(hint);
  expect([outcome.code, outcome.stdout, more]).toEqual([code, '', []]);
}

describe.skipIf(!onLinux)(`limits of the process${onLinux ? '' : ' (skipped: need Linux)'}`, () => {
  // below 20 Node itself does not start
  it.each([20, 32, 64])('%i open files: a line that names ulimit -n', async (files) => {
    const run = ['run', 'tiny.yaml', '--out', 'files'];
    // list opens fewer than 32 at a time
    for (const args of files < 32 ? [run, ['list']] : [run])
      expectOneLine(
        await inShell(args, folder, { before: `ulimit -n ${files} &&` }),
        3,
        /^isac-mc: .*(EMFILE|Cannot find)/,
        /^ {2}raise the limit on open files \(ulimit -n/,
      );
    expect(existsSync(join(folder, 'files'))).toBe(false);
  });

  it('256 open files: more workers than there is room for, and chunks written together', async () => {
    const args = ['run', 'tiny.yaml', '--out', 'few', '--workers', '3', '--batch', '100'];
    expect((await inShell(args, folder, { before: 'ulimit -n 256 &&' })).code).toBe(0);
    expect(dataBytes(join(folder, 'few'))).toEqual(dataBytes(join(folder, 'done')));
  });

  it('4 GB of addresses: a line with what mends it, and the run goes on with that', async () => {
    const args = ['run', 'tiny.yaml', '--out', 'addresses', '--workers', '8'];
    const before = 'ulimit -v 4000000 &&';
    const refused = await inShell(args, folder, { before });
    expect(refused.code).toBe(3);
    expect(afterBackend(refused.stderr)).toEqual([
      'warning: 1 of 8 workers: the limit on address space (ulimit -v) has no room for the others',
      expect.stringMatching(/^isac-mc: chunk \d: no room to compute it \(WebAssembly/) as string,
      expect.stringMatching(/^ {2}nothing is lost: .*NODE_OPTIONS=--disable-wasm-trap-handler/) as string,
    ]);
    const environment = { NODE_OPTIONS: '--disable-wasm-trap-handler' };
    expect((await inShell(args, folder, { before, environment })).code).toBe(0);
    expect(dataBytes(join(folder, 'addresses'))).toEqual(dataBytes(join(folder, 'done')));
  });

  it('a heap of 64 MB: the same bytes', async () => {
    const args = ['run', 'tiny.yaml', '--out', 'heap', '--workers', '2'];
    expect((await inShell(args, folder, { node: ['--max-old-space-size=64'] })).code).toBe(0);
    expect(dataBytes(join(folder, 'heap'))).toEqual(dataBytes(join(folder, 'done')));
  });

  it('files that may not be large: no half file is left, and the run goes on later', async () => {
    const before = 'ulimit -f 1 &&'; // 512 bytes: less than any table
    expectOneLine(
      await inShell(['run', 'tiny.yaml', '--out', 'small', '--workers', '1'], folder, { before }),
      3,
      /^isac-mc: .*small.*: cannot be written \(EFBIG/,
      /^ {2}nothing is lost: raise the limit on the size of a file \(ulimit -f\), then run the same command again$/,
    );
    expect(readdirSync(join(folder, 'small')).filter((name) => name !== 'data' && name !== 'manifest')).toEqual([]);
    for (const args of [
      ['report', 'done', '--out', 'small.html'],
      ['plot', 'done', '--format', 'json', '--out', 'small-figures'],
      ['extract', 'done', '--row', '0', '--out', 'small.json'],
      ['init', 'small.yaml'],
    ])
      expectOneLine(await inShell(args, folder, { before }), 3, /\(EFBIG/, /^ {2}raise the limit .*ulimit -f/);
    expect(['small.html', 'small.json', 'small.yaml'].filter((name) => existsSync(join(folder, name)))).toEqual([]);
    const figures = join(folder, 'small-figures');
    expect(existsSync(figures) ? readdirSync(figures) : []).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
    expect((await isacMc(['run', 'tiny.yaml', '--out', 'small'], folder)).code).toBe(0);
  });
});

describe('a path that cannot be used', () => {
  const long = 'a'.repeat(300);
  const cases: [string, RegExp, RegExp][] = [
    ['', /^isac-mc: --out: expected a text, got an empty one$/, /^$/],
    ['file', /ENOTDIR/, /a file that is in the place of a folder|the file that is/],
    ['file/study', /ENOTDIR/, /the file that is in the place of a folder/],
    [long, /ENAMETOOLONG/, /shorten the path/],
    [`new/${long}`, /ENAMETOOLONG/, /shorten the path/],
    ['loop', /ELOOP/, /symbolic links/],
    ['loop/study', /ELOOP/, /symbolic links/],
    ['x\ufffdy', /^isac-mc: --out: expected a path in UTF-8/, /rename/],
  ];

  it.each(cases)('--out %j is refused, and nothing is made', async (out, line, hint) => {
    rmSync(join(folder, 'loop'), { force: true });
    symlinkSync('loop', join(folder, 'loop'));
    const before = readdirSync(folder).sort();
    expectOneLine(await commandHere(['run', 'tiny.yaml', '--out', out], folder), 2, line, hint);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it.each(['manifest', 'data', 'data/designs', 'study.json', '_SUCCESS'])(
    '%s of another kind is named',
    async (name) => {
      const out = join(folder, `kind-${name.replace(/\W/g, '-')}`);
      execFileSync('cp', ['-r', join(folder, 'done'), out]);
      rmSync(join(out, name), { recursive: true });
      if (name.includes('.') || name.startsWith('_')) mkdirSync(join(out, name));
      else writeFileSync(join(out, name), 'x');
      for (const args of [
        ['run', 'tiny.yaml', '--out', out],
        ['status', out],
        ['plot', out],
        ['finish', out],
      ]) {
        const { code, stderr, stdout } = await commandHere(args, folder);
        const [line, hint, ...more] = afterBackend(stderr);
        expect(line).toContain(join(out, name));
        expect(hint).toMatch(/^ {2}\S/);
        expect([code, stdout, more]).toEqual([2, '', []]);
      }
    },
  );

  it.skipIf(!onLinux)('the current folder was removed: a line that says to change it', async () => {
    const gone = join(folder, 'gone');
    for (const args of [['list'], ['run', join(folder, 'tiny.yaml')]])
      expectOneLine(
        await inShell(args, folder, { before: `mkdir ${gone} && cd ${gone} && rmdir ${gone} &&` }),
        2,
        /^isac-mc: .*ENOENT.*uv_cwd/,
        /^ {2}change to a folder that exists/,
      );
  });

  it.skipIf(!onLinux)('a current folder whose name is not UTF-8 gets no other one beside it', async () => {
    const before = `mkdir "$(printf 'latin\\351')" && cd "$(printf 'latin\\351')" &&`;
    expectOneLine(await inShell(['run', '../tiny.yaml'], folder, { before }), 2, /expected a path in UTF-8/, /rename/);
    expect(readdirSync(folder).filter((name) => name.startsWith('latin'))).toHaveLength(1);
  });
});

describe('isac-mc run', () => {
  const args = (out: string): string[] => [
    'run',
    'longer.yaml',
    '--out',
    out,
    '--workers',
    '1',
    '--batch',
    '1',
    '--log',
    'json',
  ];

  beforeAll(() => writeFileSync(join(folder, 'longer.yaml'), TINY.replace('channels: 3', 'channels: 40')));

  it('whose directory is removed says so, and makes none in its place', async () => {
    const out = join(folder, 'removed');
    const outcome = await isacMc(args(out), folder, (text) => {
      if (chunksDone(text) >= 2 && existsSync(out)) renameSync(out, `${out}-elsewhere`); // at once, unlike a removal
      return null;
    });
    expect(outcome.code).toBe(3);
    const [line, hint] = linesOf(outcome.stderr).filter((l) => !l.startsWith('{'));
    expect(line).toMatch(/^isac-mc: .*ENOENT/);
    expect(hint).toMatch(/removed or moved/);
    expect(existsSync(out)).toBe(false);
    expect((await isacMc(args(out), folder)).code).toBe(0);
  });

  it('ends unfinished when its terminal hangs up, and goes on later', async () => {
    const out = join(folder, 'hangup');
    const outcome = await isacMc(args(out), folder, (text) => (chunksDone(text) >= 2 ? 'SIGHUP' : null));
    expect([outcome.code, outcome.signal, outcome.stdout]).toEqual([3, null, '']);
    expect(outcome.stderr).toMatch(/isac-mc: interrupted after \d+ of 40 chunks; finished chunks are kept/);
    expect((await isacMc(args(out), folder)).code).toBe(0);
    expect(dataBytes(out)).toEqual(dataBytes(join(folder, 'removed')));
  });

  it.each([
    { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kolkata' },
    { LC_ALL: 'xx', TZ: 'garbage', HOME: '', TMPDIR: '/absent' },
  ])('and plot give the same bytes with %j', async (environment) => {
    const out = join(folder, Object.values(environment).join('-').replace(/\W/g, '-'));
    expect((await isacMc(['run', 'tiny.yaml', '--out', out], folder, undefined, environment)).code).toBe(0);
    expect(dataBytes(out)).toEqual(dataBytes(join(folder, 'done')));
  });
});

describe('a Node without eval', () => {
  const node = ['--disallow-code-generation-from-strings'];

  it('runs a study and writes its report', async () => {
    expect((await inShell(['run', 'tiny.yaml', '--out', 'plain'], folder, { node })).code).toBe(0);
    expect(dataBytes(join(folder, 'plain'))).toEqual(dataBytes(join(folder, 'done')));
    expect((await inShell(['report', 'plain', '--out', 'plain.html'], folder, { node })).code).toBe(0);
  });

  it('is refused by plot in one line, before a file is written', async () => {
    expectOneLine(
      await inShell(['plot', 'done', '--out', 'plain-figures'], folder, { node }),
      2,
      /^isac-mc: figures: expected a Node that compiles code from text/,
      /^ {2}leave that option of Node out/,
    );
    expect(existsSync(join(folder, 'plain-figures'))).toBe(false);
  });
});
