import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveInBatches } from '../../src/conic/batching.ts';

describe('solveInBatches', () => {
  it('gives every item its own answer, in the order of the items', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer())), async (items) => {
        const answers = await solveInBatches(
          items,
          ([shape]) => shape,
          (batch, shape) => Promise.resolve(batch.map(([own, value]) => [shape, own, value])),
        );
        expect(answers).toEqual(items.map(([shape, value]) => [shape, shape, value]));
      }),
    );
  });

  it('solves each shape once, one after the other, the items of a batch in their order', async () => {
    const log: string[] = [];
    await solveInBatches(
      ['b1', 'a1', 'b2', 'c1', 'a2'],
      (item) => item.charAt(0),
      async (batch, shape) => {
        log.push(`${shape} starts`);
        await new Promise(setImmediate);
        log.push(batch.join(' '));
        return batch;
      },
    );
    expect(log).toEqual(['b starts', 'b1 b2', 'a starts', 'a1 a2', 'c starts', 'c1']);
  });

  it('passes a failure on, and refuses answers that are not one for each item', async () => {
    const key = (): string => 'one shape';
    await expect(solveInBatches([1], key, () => Promise.reject(new Error('no device')))).rejects.toThrow('no device');
    await expect(solveInBatches([1, 2], key, () => Promise.resolve([1]))).rejects.toThrow('one answer for every item');
  });
});
