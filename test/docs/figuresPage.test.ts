import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { figuresPage } from '../../scripts/pages/figuresPage.ts';
import { paragraphsOf } from '../../src/study/paragraphs.ts';
import { shippedFile, shippedNames } from '../../src/cli/shippedStudies.ts';
import { packageRoot } from '../../src/packageRoot.ts';
import { storedDesign, storedRun } from './storedRows.ts';

function folded(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('docs/figures/README.md', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'figures', 'README.md'), 'utf8');

  it('is the generated one: npm run docs', () => {
    expect(page.split('\n').slice(1).join('\n')).toBe(figuresPage());
  });

  it.each(shippedNames())('has the notes of %s, which say what the paper shows or that it does not', (name) => {
    const { notes } = parse(readFileSync(shippedFile(name), 'utf8')) as { notes: string };
    const text = folded(page).replace(/\[(docs\/[a-z-]+\.md)\]\([^)]*\)/g, '$1');
    for (const paragraph of notes.trim().split('\n\n')) expect(text).toContain(folded(paragraph));
    expect(notes).toContain('The paper');
  });

  it('shows figures that are there', () => {
    const figures = [...page.matchAll(/\]\(([a-z0-9-]+\.png)\)/g)].map((m) => m[1] ?? '');
    expect(figures.length).toBeGreaterThan(9);
    for (const figure of figures) expect(existsSync(join(packageRoot(), 'docs', 'figures', figure)), figure).toBe(true);
  });

  it('takes draws from the studies and the numerics version from stored runs', () => {
    const text = figuresPage(new Map([['fig6', storedRun('fig6', [storedDesign()])]]));
    expect(text).toMatch(/\| fig6 \| .* \| 20, 100 CSI errors each \| 0 \|/);
    expect(text).toMatch(/\| fig4 \| .* \| 1 \| – \|/);
    expect(text).toMatch(/\| ser \| .* \| 20, 200 frames each \| – \|/);
  });
});

describe('paragraphsOf', () => {
  it('divides at empty lines and joins the lines of a paragraph', () => {
    expect(paragraphsOf('a\nb\n\n  c  \n \nd\n')).toEqual(['a b', 'c', 'd']);
    expect(paragraphsOf('')).toEqual([]);
  });
});
