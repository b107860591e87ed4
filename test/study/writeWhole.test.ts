import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/study/writeWhole.ts';
import { temporaryFolder } from './tinyStudy.ts';

describe('writeWhole', () => {
  it('writes text and bytes, makes the folder, and leaves nothing else there', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    writeWhole(join(folder, 'text'), 'ü');
    writeWhole(join(folder, 'text'), Uint8Array.of(1, 2));
    expect([...readFileSync(join(folder, 'text'))]).toEqual([1, 2]);
    expect(readdirSync(folder)).toEqual(['text']);
  });

  it('writes where a link leads, and keeps the link', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'real'), 'old');
    symlinkSync('real', join(folder, 'link'));
    writeWhole(join(folder, 'link'), 'new');
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new');
  });

  it('leaves nothing where the system refuses', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    expect(() => writeWhole(join(folder, 'taken'), 'x')).toThrow(/EISDIR/);
    expect(() => writeWhole(join(folder, 'new', 'n'.repeat(300)), 'x')).toThrow(/ENAMETOOLONG/);
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it.skipIf(!existsSync('/dev/null'))('writes to a device and does not put a file in its place', () => {
    writeWhole('/dev/null', 'x');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
