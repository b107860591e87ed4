import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/study/chunks.ts';
import { ChunkStore } from '../../src/study/chunkStore.ts';
import { sha256 } from '../../src/study/hash.ts';
import { runChunks } from '../../src/study/runChunks.ts';
import { temporaryFolder } from './tinyStudy.ts';

const BYTES = Uint8Array.of(1);
const chunksOf = (count: number): Chunk[] => Array.from({ length: count }, (_, id) => ({ id, first: id, end: id + 1 }));

/** Sizes of the lists that a run of some chunks computes, where each chunk takes `seconds`. */
async function listsOf(
  count: number,
  seconds: number,
  { together = 1, grow = true, concurrency = 1 } = {},
): Promise<number[]> {
  const store = new ChunkStore(temporaryFolder(), ['designs']);
  const lists: number[] = [];
  const pending = chunksOf(count);
  try {
    const file = { table: 'designs', rows: 1, bytes: BYTES, sha256: sha256(BYTES) } as const;
    await runChunks(
      {
        underWay: () => 0,
        concurrency,
        run: async (chunks) => {
          lists.push(chunks.length);
          await new Promise((resolve) => setImmediate(resolve));
          return chunks.map(() => ({ files: [file], designs: 1, failed: 0, seconds }));
        },
        close: async () => undefined,
      },
      store,
      pending,
      { together, grow, signal: undefined, chunkCount: () => count, onChunk: () => undefined },
    );
    expect(pending.every((c) => store.ledger.isDone(c))).toBe(true);
  } finally {
    store.close();
  }
  return lists;
}

describe('lists of chunks that are computed together', () => {
  it('grow until they take half a second to a second, to 32 chunks at most', async () => {
    expect(await listsOf(100, 0.001)).toEqual([1, 2, 4, 8, 16, 32, 32, 5]);
    expect(await listsOf(20, 0.1)).toEqual([1, 2, 4, 8, 5]);
  });

  it('stay as they are where a chunk takes long, and where they are not to grow', async () => {
    expect(await listsOf(4, 0.6)).toEqual([1, 1, 1, 1]);
    expect(await listsOf(4, 3)).toEqual([1, 1, 1, 1]);
    expect(await listsOf(10, 0.001, { grow: false, together: 4 })).toEqual([4, 4, 2]);
  });

  it('leave every worker its part at the end', async () => {
    const lists = await listsOf(40, 0.001, { concurrency: 4 });
    expect(lists.reduce((a, b) => a + b)).toBe(40);
    expect(Math.max(...lists)).toBeLessThanOrEqual(10);
  });
});
