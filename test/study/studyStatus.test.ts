import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, ResumableError } from '../../src/errors.ts';
import { ChunkStore } from '../../src/study/chunkStore.ts';
import { finishStudy } from '../../src/study/finishStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { chunkFiles, dataBytes, temporaryFolder, tinyStudy } from './tinyStudy.ts';

const study = tinyStudy((t) => t.replace('channels: 3', 'channels: 6'));
const shard = (index: number) => ({ index, count: 3 });

/** Every file with its time and inode: nothing was written when they are equal. */
const state = (out: string) =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [name, statSync(join(out, name)).mtimeMs, statSync(join(out, name)).ino]);

describe('studyStatus', () => {
  it('tells done, missing, failed and damaged chunks apart and writes nothing', async () => {
    const out = join(temporaryFolder(), 'study');
    await runStudy(study, { out, limit: 4 });
    const store = new ChunkStore(out, tablesOf(study));
    store.writeFailure({ id: 2, first: 2, end: 3 }, 'an earlier fault');
    store.writeFailure({ id: 5, first: 5, end: 6 }, 'its worker died twice');
    store.close();
    const [, file = ''] = chunkFiles(out, 'errors');
    appendFileSync(file, 'x');
    rmSync(join(out, 'data', 'convergence', 'part-00003.arrow'));
    const before = state(out);
    const status = studyStatus(out);
    expect(state(out)).toEqual(before);
    expect(status).toMatchObject({
      chunks: 6,
      done: 2,
      missing: [3, 4],
      failed: [{ chunk: 5, error: 'its worker died twice' }],
      damaged: [{ chunk: 1, file }],
      rows: { designs: 4, errors: 8, precoders: 4 },
      complete: false,
      success: false,
    });
    expect(status.seconds).toBeGreaterThan(0);
  });

  it('is complete once every chunk is done, by whatever shards', async () => {
    const out = join(temporaryFolder(), 'study');
    await runStudy(study, { out, shard: shard(3) });
    await runStudy(study, { out, shard: shard(1) });
    expect(studyStatus(out)).toMatchObject({ done: 4, missing: [1, 4], complete: false, success: false });
    await runStudy(study, { out, shard: shard(2) });
    expect(studyStatus(out)).toMatchObject({ done: 6, missing: [], complete: true, success: true });
    expect(studyStatus(out).rows).toMatchObject({ designs: 12, errors: 24 });
  });

  it('refuses a directory that holds no study', () => {
    expect(() => studyStatus(temporaryFolder())).toThrow(InputError);
  });
});

describe('finishStudy', () => {
  it('writes _SUCCESS over a complete study and withdraws it when a chunk is lost', async () => {
    const out = join(temporaryFolder(), 'study');
    await runStudy(study, { out });
    rmSync(join(out, '_SUCCESS'));
    mkdirSync(join(out, '.tmp-crashed-host-17'));
    expect(finishStudy(out)).toBe(6);
    expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
    expect(studyStatus(out)).toMatchObject({ complete: true, success: true });
    expect(finishStudy(out)).toBe(6);
    const [file = ''] = chunkFiles(out, 'designs');
    rmSync(file);
    expect(() => finishStudy(out)).toThrow(ResumableError);
    expect(() => finishStudy(out)).toThrow(/: 1 of 6 chunks are not done$/);
    expect(readdirSync(out).sort()).toEqual(['data', 'manifest', 'study.json']);
  });

  it('names a damaged file', async () => {
    const out = join(temporaryFolder(), 'study');
    await runStudy(study, { out });
    const [file = ''] = chunkFiles(out, 'precoders');
    appendFileSync(file, 'x');
    expect(() => finishStudy(out)).toThrow(/part-00000\.arrow: expected the checksum/);
  });
});

describe('runStudy with shards', () => {
  it('gives the same bytes for any partition, and _SUCCESS only with the last shard', async () => {
    const whole = join(temporaryFolder(), 'whole');
    await runStudy(study, { out: whole });
    for (const count of [2, 5, 9]) {
      const out = join(temporaryFolder(), `shards-${count}`);
      for (let index = count; index >= 1; index--) {
        const { complete } = await runStudy(study, { out, shard: { index, count } });
        expect(complete).toBe(index === 1);
        expect(readdirSync(out).includes('_SUCCESS')).toBe(index === 1);
      }
      expect(dataBytes(out)).toEqual(dataBytes(whole));
    }
  });

  it('takes a chunk that another writer has finished meanwhile for done', async () => {
    const out = join(temporaryFolder(), 'study');
    let other: Promise<unknown> | undefined;
    const result = await runStudy(study, {
      out,
      onProgress: (done) => {
        // the other run does everything while this one waits for its first chunk
        if (done === 1) other = runStudy(study, { out });
      },
    });
    await other;
    expect(result.complete).toBe(true);
    expect(result.chunksDone + result.chunksSkipped).toBe(6);
    expect(studyStatus(out)).toMatchObject({ done: 6, success: true });
    expect(dataBytes(out).size).toBe(6 * tablesOf(study).length);
  });

  it('makes no file of an empty shard but a study directory', async () => {
    const out = join(temporaryFolder(), 'study');
    expect(await runStudy(study, { out, shard: { index: 9, count: 9 } })).toMatchObject({
      chunksDone: 0,
      complete: false,
    });
    expect(dataBytes(out).size).toBe(0);
  });
});
