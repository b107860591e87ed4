import { describe, expect, it } from 'vitest';
import { replaceOnce } from '../kernel/editedSource.ts';
import { missing, skipped } from '../kernel/startEmulated.ts';
import { races } from '../kernel/threadRaces.ts';

describe.skipIf(missing)(`data races of the symbol errors under ThreadSanitizer${skipped}`, () => {
  it('there are none', async () => {
    const { out, found } = await races('symbolErrors', 'symbolErrors.cu', (text) => text);
    expect(found).toBe('');
    const sums = out
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    // of four users in 9000 frames of 3 symbols
    expect(sums).toHaveLength(4);
    for (const [wrong = 0, squares = 0, withWrong = 0, withRight = 0] of sums) {
      expect(wrong).toBeGreaterThan(0);
      expect(squares).toBeGreaterThanOrEqual(wrong);
      expect(withWrong).toBeLessThanOrEqual(wrong);
      expect(withRight).toBeLessThanOrEqual(9000);
      expect(withRight).toBeGreaterThanOrEqual(9000 - withWrong);
    }
  });

  it('a barrier that is missing between two sums is found', async () => {
    const { found } = await races('symbolErrors', 'tally.h', (text) => replaceOnce(text, '    barrier();\n', ''));
    expect(found).toContain('WARNING: ThreadSanitizer: data race');
    expect(found).toContain('tally.h');
  });
});
