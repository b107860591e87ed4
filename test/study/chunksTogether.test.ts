import { expect, test } from 'vitest';
import { chunksTogether } from '../../src/study/chunksTogether.ts';
import { planStudy } from '../../src/study/studyPlan.ts';
import { tinyStudy } from './tinyStudy.ts';

/** 256 chunks of 20 realizations at two grid points: 40 designs each. */
const plan = planStudy(tinyStudy((text) => text.replace('channels: 3', 'channels: 5120')));
const GPU = { designsAtOnce: 4096 };
const together = (workers: number, batch?: number, pending = plan.chunks.length, devices = 1): number =>
  chunksTogether(plan, { pending, workers, devices, batch }, GPU);

test('one worker fills the device, four and more fill a quarter of it each', () => {
  expect(plan.chunks).toHaveLength(256);
  expect([1, 2, 4, 8].map((workers) => together(workers))).toEqual([102, 51, 25, 25]);
});

test('workers on several devices share each of them with fewer others', () => {
  expect([2, 3, 4, 8, 16].map((workers) => together(workers, undefined, 256, 2))).toEqual([102, 51, 51, 25, 16]);
});

test('a batch that was asked for is that of each worker', () => {
  expect([1, 2, 8].map((workers) => together(workers, 400))).toEqual([10, 10, 10]);
});

test('few chunks are divided among the workers, and a chunk is never cut', () => {
  expect(together(1, undefined, 9)).toBe(9);
  expect(together(4, undefined, 9)).toBe(3);
  expect(together(8, 1)).toBe(1);
  expect(chunksTogether(plan, { pending: 256, workers: 8, devices: 1, batch: undefined }, { designsAtOnce: 1 })).toBe(
    1,
  );
});
