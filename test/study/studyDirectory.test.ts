import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { studyHash } from '../../src/study/hash.ts';
import { runStudy } from '../../src/study/runner.ts';
import { openStudyDirectory } from '../../src/study/studyDirectory.ts';
import { temporaryFolder, tinyStudy } from './tinyStudy.ts';

const study = tinyStudy();
const folder = temporaryFolder();
const out = join(folder, 'study');
beforeAll(async () => {
  await runStudy(study, { out, limit: 1 });
});

/** A directory whose study.json is a changed copy. */
function changed(change: (record: Record<string, unknown>) => unknown): string {
  const root = temporaryFolder();
  const record = JSON.parse(readFileSync(join(out, 'study.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(root, 'study.json'), JSON.stringify(change(record)));
  return root;
}

describe('openStudyDirectory', () => {
  it('gives the resolved study, its hash and what wrote it', async () => {
    const directory = openStudyDirectory(out);
    expect(directory).toEqual({
      root: out,
      study,
      hash: studyHash(study),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      run: expect.objectContaining({ backend: 'cpu', arithmetic: ['float64'] }) as unknown,
      complete: false,
    });
    await runStudy(study, { out });
    expect(openStudyDirectory(out).complete).toBe(true);
  });

  it.each([
    ['another hash', (r: object) => ({ ...r, hash: 'abc' }), /study\.json: hash: expected [0-9a-f]{64} .*got "abc"$/],
    ['another numerics version', (r: object) => ({ ...r, numerics: 99 }), /expected numerics version \d+, got 99$/],
    ['a changed study', (r: object) => ({ ...r, study: { ...study, seed: '4' } }), /hash: expected/],
    ['no study', (r: object) => ({ ...r, study: { ...study, schemes: 'X' } }), /study\.json: study\.schemes/],
    ['a list', () => [], /study\.json: expected an object, got \[\]$/],
    ['a number', () => 7, /study\.json: expected an object, got 7$/],
    ['an object for a version', (r: object) => ({ ...r, numerics: { toString: 1 } }), /got \{"toString":1\}$/],
    [
      'an object for a hash',
      (r: object) => ({ ...r, hash: { toString: 1 } }),
      /hash: expected .* got \{"toString":1\}$/,
    ],
    ['versions of another type', (r: object) => ({ ...r, versions: [1] }), /study\.json: versions: /],
    ['a device of another type', (r: object) => ({ ...r, device: { name: 'x' } }), /study\.json: device: /],
  ])('refuses a study.json with %s', (_name, change, message) => {
    const root = changed(change);
    expect(() => openStudyDirectory(root)).toThrow(InputError);
    expect(() => openStudyDirectory(root)).toThrow(message);
  });

  it('refuses a directory without study.json and one that cannot be parsed', () => {
    const root = temporaryFolder();
    expect(() => openStudyDirectory(root)).toThrow(/expected a study directory, got one without study\.json/);
    writeFileSync(join(root, 'study.json'), '{');
    expect(() => openStudyDirectory(root)).toThrow(/study\.json: cannot be read/);
    mkdirSync(join(root, 'other', 'study.json'), { recursive: true });
    expect(() => openStudyDirectory(join(root, 'other'))).toThrow(
      /study\.json: expected a file of the study, got a folder/,
    );
  });

  it('does not wait for a pipe, nor repeat what it cannot parse', () => {
    const root = temporaryFolder();
    execFileSync('mkfifo', [join(root, 'study.json')]);
    expect(() => openStudyDirectory(root)).toThrow(/study\.json: expected a file of the study, got a named pipe$/);
    const junk = temporaryFolder();
    writeFileSync(join(junk, 'study.json'), `\u0007\n${'x'.repeat(10_000)}`);
    expect(() => openStudyDirectory(junk)).toThrow(/^[^\p{Cc}]{1,400}$/u);
  });
});
