import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, writeFilesSynced } from '../../src/study/syncedFiles.ts';
import { temporaryFolder } from './tinyStudy.ts';

/** Sets the limit on open files of this process; false where that cannot be done. */
function limitFiles(soft: string): boolean {
  try {
    execFileSync('prlimit', [`--pid=${process.pid}`, `--nofile=${soft}:`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const open = process.platform === 'linux' ? Math.max(...readdirSync('/proc/self/fd').map(Number)) : 0;
const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number } } };
const usual = String(userLimits?.open_files?.soft);
const canLimit = process.platform === 'linux' && limitFiles(usual);

describe('writeFilesSynced', () => {
  it.skipIf(!canLimit)('writes more files than may be open at once (needs Linux and prlimit)', async () => {
    const folder = temporaryFolder();
    const files = Array.from({ length: 40 }, (_, i) => ({ file: join(folder, `${i}`), bytes: Uint8Array.of(i) }));
    expect(limitFiles(String(open + 12))).toBe(true);
    try {
      await writeFilesSynced(files, 'w');
    } finally {
      expect(limitFiles(usual)).toBe(true);
    }
    expect(files.map(({ file }) => [...readFileSync(file)])).toEqual(files.map((_, i) => [i]));
  });
});

describe('makeFolder', () => {
  it('makes what is missing, or nothing', () => {
    const root = temporaryFolder();
    makeFolder(join(root, 'a', 'b', 'c'));
    makeFolder(join(root, 'a', 'b', 'c'));
    expect(readdirSync(join(root, 'a', 'b'))).toEqual(['c']);
    expect(() => makeFolder(join(root, 'd', 'e', 'f'.repeat(300)))).toThrow(/ENAMETOOLONG/);
    mkdirSync(join(root, 'g'));
    writeFileSync(join(root, 'g', 'file'), '');
    expect(() => makeFolder(join(root, 'g', 'file', 'h'))).toThrow(/ENOTDIR/);
    expect(readdirSync(root).sort()).toEqual(['a', 'g']);
  });
});
