import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { brokenLinks } from './markdownBlocks.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('README.md and the pages of docs/ link to files and headings that are there', () => {
  const pages = readdirSync(join(ROOT, 'docs')).filter((f) => f.endsWith('.md'));
  const files = ['README.md', ...pages.map((f) => join('docs', f))];
  expect(files.flatMap((file) => brokenLinks(join(ROOT, file)))).toEqual([]);
});
