import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../../src/study/runner.ts';
import { solveAgain } from '../../../src/study/verify/solveAgain.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forgeRows } from './tamper.ts';

const study = tinyStudy((t) => t.replace('BLP-CBF', '[BLP-CBF, SLP-CBF]').replace('channels: 3', 'channels: 5'));
const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(study, { out });
});

describe('solveAgain', () => {
  it('finds nothing in an undisturbed study, in as many chunks as asked for', async () => {
    expect(await solveAgain(out, { chunks: 100 })).toEqual({ chunks: [0, 1, 2, 3, 4], findingCount: 0, findings: [] });
    expect((await solveAgain(out, { chunks: 2 })).chunks).toEqual([2, 4]);
    const copy = copyOf(out);
    rmSync(join(copy, 'data', 'errors', 'part-00002.arrow'));
    expect((await solveAgain(copy, { chunks: 100 })).chunks).toEqual([0, 1, 3, 4]);
  });

  it('names the claim of the solver that a consistent forgery changed, which verify alone cannot know', async () => {
    const copy = copyOf(out);
    forgeRows(copy, study, 'designs', (list) =>
      list.map((r, i) => (i === 2 ? { ...r, solver_iterations: (r['solver_iterations'] as number) + 1 } : r)),
    );
    expect(verifyStudy(copy).findings).toEqual([]);
    expect((await solveAgain(copy, { chunks: 5 })).findings).toMatchObject([
      { file: 'data/designs/part-00000.arrow', row: 2, column: 'solver_iterations' },
    ]);
  });

  it('names the file where no cell can be told', async () => {
    const copy = copyOf(out);
    const file = join(copy, 'data', 'errors', 'part-00001.arrow');
    writeFileSync(file, readFileSync(file).subarray(0, 50));
    expect((await solveAgain(copy, { chunks: 5 })).findings).toEqual([
      {
        file: 'data/errors/part-00001.arrow',
        row: null,
        column: null,
        expected: 'the bytes computed again',
        found: 'others',
      },
    ]);
  });
});
