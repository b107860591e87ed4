import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openChannelFile } from '../../src/study/channelFile/openChannelFile.ts';
import { readStudy } from '../../src/study/parseStudy.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { python, whyNot } from './python.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/channels.md', import.meta.url)), 'utf8');
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
  for (let i = 0; i < 100; i++) expect(arrow?.channelsOf(i)).toEqual(npz?.channelsOf(i));
  const power = [...(npz?.channelsOf(7) ?? [])].reduce((sum, x) => sum + x * x, 0) / 32;
  expect(power).toBeGreaterThan(0.4);
  expect(power).toBeLessThan(2);
});
