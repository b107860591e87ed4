import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { randomBatch } from './randomBatch.ts';

// The bytes of the kernel depend on IEEE arithmetic alone: this digest is that of Node 20, 22 and 24, and of CUDA by test/cuda/errorDraws.

test.each([
  ['ball', 'c266ddebf67774e0c10f988acd810ed5d6045a821f8179a3af3e018f7fd072e0'],
  ['sphere', '0ecf77e12da7508c9e010691b31831995d7054e50d1fc8c3375fc3b47c5c78ed'],
  ['gaussian', '8e0fb257f868e3462f5c5457647253614db04cfd3666619e9d33ebf1ab7b1097'],
] as const)('the kernel gives the bytes that it gave on other versions of Node, law %s', (law, expected) => {
  const designs = (['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'] as const).map((name) => ({
    name,
    radius: 0.3,
    perUser: true,
    rows: true,
  }));
  const hash = createHash('sha256');
  for (const { smallest, users, rows } of drawErrorsOnCpu(randomBatch({ designs, law, draws: 3001 })))
    for (const d of [smallest, ...users]) {
      const numbers = [d.draws, d.firstBin, ...d.below, d.mean, d.squares];
      for (const list of [Float64Array.from(numbers), d.counts, d.tail, d.tailDraws, rows])
        hash.update(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
    }
  expect(hash.digest('hex')).toBe(expected);
});
