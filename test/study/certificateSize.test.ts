import { join } from 'node:path';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certificateBytes } from '../../src/study/certificateSize.ts';
import { parseStudy, readStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { chunkFiles, TINY, temporaryFolder, tinyStudy } from './tinyStudy.ts';

describe('certificateBytes', () => {
  it.each([
    ['schemes: BLP-CBF', 'design: joint'],
    ['schemes: [BLP-CBF, BLP-CoMP]', 'design: [paper, capsFree, joint]'],
    ['schemes: [SLP-CBF, SLP-CoMP]', 'design: joint'],
  ])('is at least the size of the files, and of their order: %s, %s', async (schemes, design) => {
    const study = tinyStudy((t) => t.replace('schemes: BLP-CBF', schemes).replace('design: joint', design));
    const out = join(temporaryFolder(), 'study');
    await runStudy(study, { out });
    const sizes = chunkFiles(out, 'certificates').map((file) => statSync(file).size);
    const bytes = certificateBytes(study);
    expect(bytes).toBeGreaterThanOrEqual(Math.max(...sizes));
    expect(bytes).toBeLessThan(3 * Math.max(...sizes) + 10_000);
  });
});

describe('table certificates', () => {
  it('is among the tables of a small study by default, of a large one where it is named', () => {
    const many = `thresholdDb: [${Array.from({ length: 60 }, (_, i) => i).join(', ')}]`;
    const large = TINY.replace('thresholdDb: [5, 60]', many)
      .replace('schemes: BLP-CBF', 'schemes: SLP-CBF')
      .replace('frameLength: 4', 'frameLength: 60');
    expect(parseStudy(TINY, 'x').output.tables).toEqual([
      'designs',
      'errors',
      'precoders',
      'convergence',
      'certificates',
    ]);
    expect(parseStudy(large, 'x').output.tables).toEqual(['designs', 'errors', 'precoders', 'convergence']);
    const named = `${large}output: { tables: [designs, certificates] }\n`;
    expect(parseStudy(named, 'x').output.tables).toEqual(['designs', 'certificates']);
    expect(parseStudy(`${TINY}output: { tables: designs }\n`, 'x').output.tables).toEqual(['designs']);
  });

  it('is written by default by the studies of the figures with one draw a chunk', () => {
    expect(readStudy('experiments/fig7.yaml').output.tables).toContain('certificates');
    expect(readStudy('experiments/fig5.yaml').output.tables).toContain('certificates');
  });
});
