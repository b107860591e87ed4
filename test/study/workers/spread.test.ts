import { describe, expect, it } from 'vitest';
import { ResumableError } from '../../../src/errors.ts';
import type { ChunkFiles } from '../../../src/study/computeChunks.ts';
import type { Chunk } from '../../../src/study/chunks.ts';
import { ChunkFailed } from '../../../src/study/workers/chunkExecutor.ts';
import { dealWorkers, type DeviceExecutor, spread } from '../../../src/study/workers/spread.ts';

interface Work {
  readonly resolve: (files: readonly ChunkFiles[]) => void;
  readonly reject: (error: Error) => void;
}

/** An executor of a device whose chunks end when they are told to. */
function manual(device: string, concurrency: number): DeviceExecutor & { readonly open: Work[] } {
  const open: Work[] = [];
  const executor = {
    underWay: () => open.length,
    concurrency,
    run: async () =>
      new Promise<readonly ChunkFiles[]>((resolve, reject) => {
        open.push({ resolve, reject });
      }),
    close: async () => open.splice(0).forEach((work) => work.reject(new Error('closed'))),
  };
  return { device, executor, open };
}
const CHUNKS: readonly Chunk[] = [];

describe('dealWorkers', () => {
  it('gives each device its part in turn, and leaves out those that get none', () => {
    expect(dealWorkers(7, ['0', '2', '5']).map((d) => d.workers)).toEqual([3, 2, 2]);
    expect(dealWorkers(2, ['0', '2', '5'])).toEqual([
      { device: '0', workers: 1 },
      { device: '2', workers: 1 },
    ]);
    for (let workers = 1; workers < 40; workers++)
      expect(dealWorkers(workers, ['0', '1', '2', '3']).reduce((sum, d) => sum + d.workers, 0)).toBe(workers);
  });
});

describe('spread', () => {
  it('has the threads of all devices and gives chunks to the one with the most idle ones', async () => {
    const [a, b] = [manual('0', 2), manual('1', 1)];
    const all = spread([a, b]);
    expect(all.concurrency).toBe(3);
    const works = [all.run(CHUNKS), all.run(CHUNKS), all.run(CHUNKS)];
    expect([a.open.length, b.open.length]).toEqual([2, 1]);
    b.open[0]?.resolve([]);
    await works[2];
    const next = all.run(CHUNKS); // device 1 is the one that is idle
    expect([a.open.length, b.open.length]).toEqual([2, 2]);
    for (const { open } of [a, b]) for (const work of open) work.resolve([]);
    await Promise.all([...works, next]);
  });

  it('names the device of a fault that can be resumed, and leaves other errors as they are', async () => {
    const parts = [manual('0', 1), manual('3', 1)];
    const all = spread(parts);
    const [first, second] = [all.run(CHUNKS), all.run(CHUNKS)];
    parts[0]?.open[0]?.reject(new ChunkFailed('its worker died twice'));
    parts[1]?.open[0]?.reject(new ResumableError('the GPU was lost', 'run again'));
    await expect(first).rejects.toThrow(ChunkFailed);
    await expect(second).rejects.toMatchObject({
      message: 'device 3: the GPU was lost',
      hint: 'run again',
      exitCode: 3,
    });
  });

  it('closes all of them', async () => {
    const parts = [manual('0', 1), manual('1', 1)];
    const all = spread(parts);
    const works = [all.run(CHUNKS), all.run(CHUNKS)];
    await all.close();
    for (const work of works) await expect(work).rejects.toThrow('closed');
  });
});
