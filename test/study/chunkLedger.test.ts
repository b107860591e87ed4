import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IsacError } from '../../src/errors.ts';
import { ChunkLedger } from '../../src/study/chunkLedger.ts';
import { studyChunks } from '../../src/study/chunks.ts';
import * as files from '../../src/study/readRegularFile.ts';
import { runStudy } from '../../src/study/runner.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { chunkFiles, temporaryFolder, tinyStudy } from './tinyStudy.ts';

vi.mock(import('../../src/study/readRegularFile.ts'), async (original) => {
  const own = await original();
  return { ...own, readRegularFile: vi.fn(own.readRegularFile) };
});
afterEach(() => {
  vi.mocked(files.readRegularFile).mockReset();
});

describe('a table file that cannot be read', () => {
  it.each([
    ['EIO', /look at the disk .*, then run the same command again$/],
    ['EMFILE', /raise the limit on open files .*, then run the same command again$/],
    ['EACCES', /^make it readable, or delete it, and run the study again$/],
  ])('is to be deleted only where the machine is not at fault: %s', async (code, hint) => {
    const study = tinyStudy();
    const out = join(temporaryFolder(), 'out');
    await runStudy(study, { out, limit: 1 });
    const [chunk = { id: 0, first: 0, end: 1 }] = studyChunks(study);
    vi.mocked(files.readRegularFile).mockImplementation(() => {
      throw Object.assign(new Error(`${code}: refused, open`), { code, syscall: 'open' });
    });
    const ledger = new ChunkLedger(out, tablesOf(study));
    expect(ledger.state(chunk)).toMatchObject({ kind: 'damaged', hint: expect.stringMatching(hint) as string });
    let refusal: unknown;
    try {
      ledger.isDone(chunk);
    } catch (error) {
      refusal = error;
    }
    expect((refusal as IsacError).message).toBe(
      `${chunkFiles(out, 'designs')[0]}: cannot be read (${code}: refused, open)`,
    );
    expect((refusal as IsacError).hint).toMatch(hint);
  });
});

it('finds by one look into the folders the chunks that it finds one by one', async () => {
  const study = tinyStudy();
  const out = join(temporaryFolder(), 'out');
  await runStudy(study, { out });
  const chunks = studyChunks(study);
  expect(chunks.length).toBeGreaterThan(1);
  const ids = (): [number[], number[], boolean] => {
    const ledger = new ChunkLedger(out, tablesOf(study));
    const one = chunks.filter((c) => ledger.isListed(c)).map((c) => c.id);
    return [one, ledger.listedAmong(chunks).map((c) => c.id), ledger.areDone(chunks)];
  };
  const all = chunks.map((c) => c.id);
  expect(ids()).toEqual([all, all, true]);
  rmSync(chunkFiles(out, 'designs')[0] ?? '');
  expect(ids()).toEqual([all.slice(1), all.slice(1), false]);
  rmSync(join(out, 'data', 'designs'), { recursive: true });
  expect(ids()).toEqual([[], [], false]);
});
