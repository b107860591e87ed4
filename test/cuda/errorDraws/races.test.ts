import { describe, expect, it } from 'vitest';
import { replaceOnce } from '../kernel/editedSource.ts';
import { missing, skipped } from '../kernel/startEmulated.ts';
import { races } from '../kernel/threadRaces.ts';

describe.skipIf(missing)(`data races of the error draws under ThreadSanitizer${skipped}`, () => {
  it('there are none', async () => {
    const { out, found } = await races('errorDraws', 'errorDraws.cu', (text) => text);
    expect(found).toBe('');
    // the smallest 20 of each of two designs, and what lies in their bins
    expect(Number(out)).toBeGreaterThanOrEqual(40);
    expect(Number(out)).toBeLessThan(400);
  });

  it.each([
    ['between two sums of a warp', 'reduce.h', '      syncWarp(lane);\n      for (u32 j', '      for (u32 j'],
    ['before the parts of a grid are added', 'tail.h', '  barrier();\n', ''],
  ])('a barrier that is missing %s is found', async (_, file, from, to) => {
    const { found } = await races('errorDraws', file, (text) => replaceOnce(text, from, to));
    expect(found).toContain('WARNING: ThreadSanitizer: data race');
    expect(found).toContain(file);
  });
});
