import { describe, expect, it } from 'vitest';
import type { FinishedChunk } from '../../src/study/chunkStore.ts';
import { ChunkWriter } from '../../src/study/chunkWriter.ts';

const finished = (id: number): FinishedChunk => ({
  chunk: { id, first: id, end: id + 1 },
  result: { files: [], designs: 1, failed: 0, seconds: 0 },
});
const ids = (chunks: readonly FinishedChunk[]): number[] => chunks.map(({ chunk }) => chunk.id);

/** A store whose writes end when they are told to. */
function slowStore() {
  const writes: number[][] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  return {
    writes,
    ends,
    write: async (chunks: readonly FinishedChunk[]): Promise<void> => {
      writes.push(ids(chunks));
      await new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ChunkWriter', () => {
  it('writes together what came while a write was under way, and tells of each chunk once it is written', async () => {
    const store = slowStore();
    const told: number[] = [];
    const writer = new ChunkWriter(store, 10, ({ chunk }) => told.push(chunk.id));
    writer.add(finished(0));
    await turn();
    for (const id of [1, 2, 3]) writer.add(finished(id));
    await turn();
    expect([store.writes, told]).toEqual([[[0]], []]);
    store.ends[0]?.resolve();
    await turn();
    expect([store.writes, told]).toEqual([[[0], [1, 2, 3]], [0]]);
    let done = false;
    const finish = writer.finish().then(() => {
      done = true;
    });
    await turn();
    expect(done).toBe(false);
    store.ends[1]?.resolve();
    await finish;
    expect(told).toEqual([0, 1, 2, 3]);
    writer.add(finished(4));
    await turn();
    expect(store.writes.at(-1)).toEqual([4]);
  });

  it('has room again once as many are written', async () => {
    const store = slowStore();
    const writer = new ChunkWriter(store, 2, () => undefined);
    writer.add(finished(0));
    await writer.hasRoom();
    writer.add(finished(1));
    let room = false;
    const waiting = writer.hasRoom().then(() => {
      room = true;
    });
    await turn();
    expect([store.writes, room]).toEqual([[[0]], false]);
    store.ends[0]?.resolve();
    await waiting;
  });

  it('passes a failed write on to whoever waits, and writes nothing after it', async () => {
    const store = slowStore();
    const writer = new ChunkWriter(store, 2, () => undefined);
    writer.add(finished(0));
    await turn();
    writer.add(finished(1));
    store.ends[0]?.reject(new Error('full'));
    await expect(writer.hasRoom()).rejects.toThrow('full');
    await expect(writer.finish()).rejects.toThrow('full');
    writer.add(finished(2));
    await turn();
    expect(store.writes).toEqual([[0]]);
    await expect(writer.hasRoom()).rejects.toThrow('full');
  });
});
