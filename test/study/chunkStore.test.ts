import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, ResumableError } from '../../src/errors.ts';
import { ChunkStore } from '../../src/study/chunkStore.ts';
import type { Chunk } from '../../src/study/chunks.ts';
import type { SummedFile } from '../../src/study/computeChunks.ts';
import { sha256 } from '../../src/study/hash.ts';
import { temporaryFolder } from './tinyStudy.ts';

const TABLES = ['designs', 'errors'] as const;
const CHUNK = { id: 4, first: 4, end: 5 };
const summed = (table: SummedFile['table'], rows: number, bytes: Uint8Array): SummedFile => ({
  table,
  rows,
  bytes,
  sha256: sha256(bytes),
});
const FILES = TABLES.map((table, i) => summed(table, i + 1, Uint8Array.of(1, 2, 3, i)));

function withStore<T>(out: string, use: (store: ChunkStore) => T): T {
  const store = new ChunkStore(out, TABLES);
  try {
    return use(store);
  } finally {
    store.close();
  }
}

/** Writes chunk 4, or others, to a directory. */
async function write(out: string, files = FILES, chunks: readonly Chunk[] = [CHUNK]): Promise<void> {
  const store = new ChunkStore(out, TABLES);
  try {
    await store.write(chunks.map((chunk) => ({ chunk, result: { files, designs: 1, failed: 0, seconds: 0.5 } })));
  } finally {
    store.close();
  }
}

/** A directory with chunk 4 written. */
async function written(): Promise<string> {
  const out = temporaryFolder();
  await write(out);
  return out;
}

const manifests = (out: string): string[] => readdirSync(join(out, 'manifest')).map((n) => join(out, 'manifest', n));
const isDone = (out: string): boolean => withStore(out, (s) => s.ledger.isDone(CHUNK));
const path = (out: string, table: string): string => join(out, 'data', table, 'part-00004.arrow');

describe('ChunkStore', () => {
  it('has a chunk done once every table is written and listed', async () => {
    const out = await written();
    expect(isDone(out)).toBe(true);
    expect(withStore(out, (s) => s.ledger.isDone({ id: 5, first: 5, end: 6 }))).toBe(false);
    for (const file of FILES) expect([...readFileSync(path(out, file.table))]).toEqual([...file.bytes]);
    const [manifest = ''] = manifests(out);
    const line = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    expect(line).toMatchObject({ chunk: 4, seconds: 0.5, host: hostname() });
    expect(line['files']).toEqual([
      { table: 'designs', rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      { table: 'errors', rows: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
  });

  it('writes more chunks together than files may be open at once, and lists each', async () => {
    const out = temporaryFolder();
    const chunks = Array.from({ length: 100 }, (_, id) => ({ id, first: id, end: id + 1 }));
    await write(out, FILES, chunks);
    await write(out, FILES, [{ id: 100, first: 100, end: 101 }]);
    withStore(out, ({ ledger }) => {
      for (const chunk of chunks) expect(ledger.isDone(chunk)).toBe(true);
      expect(ledger.isDone({ id: 100, first: 100, end: 101 })).toBe(true);
    });
    expect(readFileSync(manifests(out)[0] ?? '', 'utf8').match(/\n/g)).toHaveLength(101);
  });

  it('counts a file that was renamed but not listed as not done', async () => {
    const out = await written();
    for (const file of manifests(out)) rmSync(file);
    expect(isDone(out)).toBe(false);
  });

  it('counts a chunk with a missing file as not done', async () => {
    const out = await written();
    rmSync(path(out, 'errors'));
    expect(isDone(out)).toBe(false);
  });

  it.each([
    ['changed', Uint8Array.of(1, 2, 4, 1)],
    ['cut', Uint8Array.of(1)],
    ['empty', new Uint8Array(0)],
  ])('names a %s file and says what to do', async (_name, bytes) => {
    const out = await written();
    writeFileSync(path(out, 'errors'), bytes);
    try {
      isDone(out);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ResumableError);
      expect((error as ResumableError).message).toMatch(/^[^\n]+part-00004\.arrow: expected the checksum [^\n]+$/);
      expect((error as ResumableError).message).toContain(path(out, 'errors'));
      expect((error as ResumableError).hint).toBe(
        'delete this file and run the study again: its chunk is computed anew',
      );
    }
    rmSync(path(out, 'errors'));
    await write(out);
    expect(isDone(out)).toBe(true);
  });

  it('takes a file for good that any writer listed', async () => {
    const out = await written();
    writeFileSync(path(out, 'errors'), 'other');
    const [manifest = ''] = manifests(out);
    const text = readFileSync(manifest, 'utf8');
    await write(out, [summed('designs', 1, Uint8Array.of(1, 2, 3, 0)), summed('errors', 1, Uint8Array.of(9))]);
    writeFileSync(join(out, 'manifest', 'zz.jsonl'), text);
    expect(isDone(out)).toBe(true);
  });

  it('passes over a manifest line that a kill cut, and adds the next one after it', async () => {
    const out = await written();
    const [manifest = ''] = manifests(out);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').slice(0, -20));
    expect(isDone(out)).toBe(false);
    await write(out);
    expect(isDone(out)).toBe(true);
    appendFileSync(manifest, '{"chunk":7}\nnull\n12\n');
    expect(isDone(out)).toBe(true);
    expect(withStore(out, (s) => s.ledger.isDone({ id: 7, first: 7, end: 8 }))).toBe(false);
  });

  it('removes temporary directories of writers that no longer run, and no others', async () => {
    const out = await written();
    const [dead, running, elsewhere] = [
      `.tmp-${hostname()}-4194305`,
      `.tmp-${hostname()}-1`,
      '.tmp-another-host-4194305',
    ];
    for (const name of [dead, running, elsewhere]) {
      mkdirSync(join(out, name));
      writeFileSync(join(out, name, 'designs-part-00000.arrow'), 'x');
    }
    expect(isDone(out)).toBe(true);
    expect([dead, running, elsewhere].map((n) => existsSync(join(out, n)))).toEqual([false, true, true]);
  });

  it('writes anew what another writer takes away before it has its name', async () => {
    const out = temporaryFolder();
    const store = new ChunkStore(out, TABLES);
    const other = new ChunkStore(out, TABLES); // in the same process, with a temporary directory of its own
    const writing = store.write([{ chunk: CHUNK, result: { files: FILES, designs: 1, failed: 0, seconds: 0.5 } }]);
    other.removeTemporary(); // as a writer does that finds the study complete
    await writing;
    expect(other.writeOnce('_SUCCESS', '')).toBe(true);
    for (const s of [store, other]) s.close();
    expect(isDone(out)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest']);
  });

  it('leaves no temporary directory and nothing but table files under data/', async () => {
    const out = await written();
    expect(readdirSync(out).sort()).toEqual(['data', 'manifest']);
    expect(readdirSync(join(out, 'data'), { recursive: true, encoding: 'utf8' }).sort()).toEqual([
      'designs',
      'designs/part-00004.arrow',
      'errors',
      'errors/part-00004.arrow',
    ]);
  });

  it('names a file that cannot be read and says what to do', async () => {
    const out = await written();
    rmSync(path(out, 'errors'));
    mkdirSync(path(out, 'errors'));
    expect(() => isDone(out)).toThrow(ResumableError);
    expect(() => isDone(out)).toThrow(/^[^\n]+part-00004\.arrow: cannot be read \(expected a file, got a folder\)$/);
  });

  it('names a file that cannot be written, and leaves no temporary file', async () => {
    const out = temporaryFolder();
    mkdirSync(path(out, 'designs'), { recursive: true });
    await expect(write(out)).rejects.toThrow(ResumableError);
    await expect(write(out)).rejects.toThrow(/^chunk 4: cannot be written \(EISDIR[^\n]+$/);
    withStore(out, (s) => {
      expect(() => s.writeOnce('absent/study.json', 'x')).toThrow(ResumableError);
      expect(() => s.writeOnce('absent/study.json', 'x')).toThrow(
        /^[^\n]+study\.json: cannot be written \(ENOENT[^\n]+$/,
      );
    });
    expect(isDone(out)).toBe(false);
    expect(readdirSync(out).sort()).toEqual(['data', 'manifest']);
  });

  it('withdraws a file, and does nothing where there is none', () => {
    const out = temporaryFolder();
    withStore(out, (s) => {
      s.writeOnce('_SUCCESS', 'a');
      s.withdraw('_SUCCESS');
      expect(existsSync(join(out, '_SUCCESS'))).toBe(false);
      s.withdraw('_SUCCESS');
    });
  });

  it('writes a file once', () => {
    const out = temporaryFolder();
    expect(withStore(out, (s) => [s.writeOnce('study.json', 'a'), s.writeOnce('study.json', 'b')])).toEqual([
      true,
      false,
    ]);
    expect(readFileSync(join(out, 'study.json'), 'utf8')).toBe('a');
  });

  it.runIf(existsSync('/proc/self'))('refuses a directory where none can be made', () => {
    expect(() => new ChunkStore('/proc/absent/study', TABLES)).toThrow(
      /^--out \/proc\/absent\/study: cannot write there/,
    );
  });

  it('refuses a directory below a regular file and leaves nothing', () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'file'), 'x');
    expect(() => new ChunkStore(join(out, 'file', 'study'), TABLES)).toThrow(InputError);
    expect(() => new ChunkStore(join(out, 'file'), TABLES)).toThrow(/^--out .*file: cannot write there/);
    expect(readdirSync(out)).toEqual(['file']);
  });
});
