import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isacMc, linesOf, type Outcome } from '../e2e/command.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { dataBytes, temporaryFolder, TINY } from '../study/tinyStudy.ts';

const CHUNKS = 12;
const folder = temporaryFolder();
const undisturbed = join(folder, 'undisturbed');
const disk = join(folder, 'disk');

const mount = (...args: string[]): void => void execFileSync('mount', args, { stdio: 'ignore' });

/** Only root may mount, and not in every container: null, or why these tests are skipped. */
function refusal(): string | null {
  if (process.platform !== 'linux') return 'needs Linux to mount a small file system';
  try {
    mkdirSync(disk);
    mount('-t', 'tmpfs', '-o', 'size=16m', 'none', disk);
    return null;
  } catch {
    return 'needs the right to mount a small file system (root)';
  }
}

const reason = refusal();
const run = (out: string, ...more: string[]): Promise<Outcome> =>
  isacMc(['run', 'tiny.yaml', '--out', out, ...more], folder);

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY.replace('channels: 3', `channels: ${CHUNKS}`));
  expect((await run(undisturbed)).code).toBe(0);
});

afterAll(() => {
  if (reason === null) execFileSync('umount', [disk]);
});

function expectResumable(outcome: Outcome, message: RegExp): void {
  expect(outcome.code).toBe(3);
  expect(outcome.stdout).toBe('');
  const [, line, hint, ...more] = linesOf(outcome.stderr); // the first one tells the backend
  expect(line).toMatch(message);
  expect(hint).toMatch(/^ {2}\S/);
  expect(more).toEqual([]);
}

describe.skipIf(reason !== null)(`a disk that refuses${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  it.each([1, 2])(
    'that is full is reported, and the run goes on once there is room, with %i workers',
    async (workers) => {
      const out = join(disk, `full-${workers}`);
      expect((await run(out, '--limit', '2')).code).toBe(0);
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(0));
      // leaves 24 KiB: less than a chunk
      const { stdout } = { stdout: execFileSync('df', ['--output=avail', '-k', disk], { encoding: 'utf8' }) };
      const free = Number(stdout.split('\n')[1]);
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(1024 * (free - 24)));
      expectResumable(
        await run(out, '--workers', String(workers)),
        /^isac-mc: chunk \d+: cannot be written \(ENOSPC: no space left on device, write\)$/,
      );
      expect(existsSync(join(out, '_SUCCESS'))).toBe(false);
      const { done, damaged } = studyStatus(out);
      expect(done).toBeGreaterThanOrEqual(2);
      expect(done).toBeLessThan(CHUNKS);
      expect(damaged).toEqual([]);

      execFileSync('rm', [join(disk, 'ballast')]);
      expect((await run(out, '--workers', String(workers))).code).toBe(0);
      expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
      expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
      execFileSync('rm', ['-r', out]);
    },
  );

  it('that is full gets no half file of any other command', async () => {
    const ballast = join(disk, 'ballast');
    const free = Number(execFileSync('df', ['--output=avail', '-k', disk], { encoding: 'utf8' }).split('\n')[1]);
    writeFileSync(ballast, Buffer.alloc(1024 * (free - 8)));
    for (const args of [
      ['report', undisturbed, '--out', join(disk, 'report.html')],
      ['plot', undisturbed, '--format', 'svg', '--out', join(disk, 'figures')],
      ['export', undisturbed, '--parquet', '--out', join(disk, 'parquet')],
    ]) {
      const { code, stdout, stderr } = await isacMc(args, folder);
      const [line, hint, ...more] = linesOf(stderr);
      expect(line).toMatch(/^isac-mc: .*\(ENOSPC/);
      expect(hint).toMatch(/^ {2}.*make room on that disk/);
      expect([code, stdout, more]).toEqual([3, '', []]);
    }
    const left = readdirSync(disk, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /\.tmp-|\.html$/.test(name))).toEqual([]);
    for (const name of left.filter((file) => file.endsWith('.svg')))
      expect(readFileSync(join(disk, name), 'utf8')).toMatch(/<\/svg>\n$/);
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
  });

  it('without inodes is reported, and the run goes on once there are some', async () => {
    const out = join(disk, 'inodes');
    mount('-o', 'remount,nr_inodes=30', disk);
    expectResumable(await run(out), /^isac-mc: chunk \d+: cannot be written \(ENOSPC/);
    mount('-o', 'remount,nr_inodes=4000', disk);
    expect((await run(out)).code).toBe(0);
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
    rmSync(out, { recursive: true });
  });

  it('that is read-only is reported, and the run goes on once it is writable', async () => {
    const out = join(disk, 'study');
    expect((await run(out, '--limit', '3')).code).toBe(0);
    mount('-o', 'remount,ro', disk);
    const refused = await run(out);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toBe('');
    expect(linesOf(refused.stderr).slice(1)).toEqual([
      expect.stringMatching(/^isac-mc: --out \S+: cannot write there \(EROFS: read-only file system/) as string,
      '  make the file system writable, or choose another path',
    ]);
    // what is there can still be read
    expect(await isacMc(['status', out], folder)).toMatchObject({ code: 3, stderr: '' });
    mount('-o', 'remount,rw', disk);
    expect((await run(out)).code).toBe(0);
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
  });

  it('that turns read-only while a run writes is reported with the chunk, and the run goes on later', async () => {
    const [out, whole] = [join(disk, 'turning'), join(folder, 'whole')];
    // as many chunks as are written in several steps
    writeFileSync(join(folder, 'longer.yaml'), TINY.replace('channels: 3', 'channels: 120'));
    let turned = false;
    const outcome = await isacMc(
      ['run', 'longer.yaml', '--out', out, '--workers', '1', '--batch', '1', '--log', 'json'],
      folder,
      (text) => {
        if (!turned && /"done":2/.test(text)) {
          turned = true;
          try {
            mount('-o', 'remount,ro', disk);
          } catch {
            turned = false; // busy while a file is open for writing: at the next chunk
          }
        }
        return null;
      },
    );
    mount('-o', 'remount,rw', disk);
    if (turned) {
      expect(outcome.code).toBe(3);
      expect(outcome.stderr).toMatch(/isac-mc: chunk \d+: cannot be written \(EROFS/);
    }
    for (const folderOf of [out, whole])
      expect((await isacMc(['run', 'longer.yaml', '--out', folderOf], folder)).code).toBe(0);
    expect(dataBytes(out)).toEqual(dataBytes(whole));
  });

  it('keeps a study that is copied elsewhere', async () => {
    const [out, copy] = [join(disk, 'study'), join(folder, 'copy')];
    cpSync(out, copy, { recursive: true });
    expect((await run(copy)).stderr).toContain(`0 chunks computed, ${CHUNKS} found done; the study is complete`);
  });
});
