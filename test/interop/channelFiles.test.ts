import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openChannelFile } from '../../src/study/channelFile/openChannelFile.ts';
import { readStudy } from '../../src/study/parseStudy.ts';
import { measuredChannels, outcomeOf } from '../study/channelFile/measured.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { python, whyNot } from './python.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/channels.md', import.meta.url)), 'utf8');
const SCRIPT = fileURLToPath(new URL('channelFiles.py', import.meta.url));
const reason = whyNot('numpy', 'pyarrow');

it('the NumPy and pyarrow snippets of docs/channels.md write the same channels, which its study reads', ({ skip }) => {
  if (reason !== null) skip(reason);
  const folder = temporaryFolder();
  const blocks = (language: string): string[] =>
    [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((m) => m[1] ?? '');
  const [text = ''] = blocks('yaml');
  python(['-c', blocks('python').join('\n')], folder);
  const [npz, arrow] = ['measured.npz', 'measured.arrow'].map((name) => {
    const file = join(folder, 'study.yaml');
    writeFileSync(file, text.replace('measured.npz', name));
    return openChannelFile(readStudy(file));
  });
  expect(npz?.realizations).toBe(100);
  expect(arrow?.realizations).toBe(100);
  for (let i = 0; i < 100; i++) expect(arrow?.realization(i)).toEqual(npz?.realization(i));
  const power = [...(npz?.realization(7).channels ?? [])].reduce((sum, x) => sum + x * x, 0) / 32;
  expect(power).toBeGreaterThan(0.4);
  expect(power).toBeLessThan(2);
});

describe('channels written by NumPy, pyarrow, pandas and Polars', () => {
  const why = whyNot('numpy', 'pyarrow', 'pandas', 'polars');
  const folder = temporaryFolder();
  let written: { read: string[]; compressed: string[] } = { read: [], compressed: [] };
  beforeAll(() => {
    if (why === null) written = JSON.parse(python([SCRIPT, folder])) as typeof written;
  });

  it('are read in every layout, also from streams', ({ skip }) => {
    if (why !== null) skip(why);
    expect(written.read).toHaveLength(15);
    for (const name of written.read)
      expect(outcomeOf(folder, name, readFileSync(join(folder, name))), name).toEqual(
        [0, 1, 2].flatMap(measuredChannels),
      );
  });

  it('are refused where they are compressed, with the line of pandas that avoids it, which does', ({ skip }) => {
    if (why !== null) skip(why);
    expect(written.compressed).toHaveLength(4);
    for (const name of written.compressed)
      expect(outcomeOf(folder, name, readFileSync(join(folder, name))), name).toMatch(
        /got one compressed by (LZ4|zstd); pandas writes it with df\.to_feather\(path, compression='uncompressed'\)$/,
      );
    expect(written.read).toContain('pandas.feather');
  });
});
