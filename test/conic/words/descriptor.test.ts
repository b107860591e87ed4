import { describe, expect, it } from 'vitest';
import { kernelDescriptor, type ArrowShape } from '../../../src/conic/words/descriptor.ts';

const HEADER = 9;

/** Two nonnegative columns, cones of sizes 4 and 3, and two blocks with two coupled cones each over two axes. */
const shape: ArrowShape = {
  rows: 3,
  nonneg: 2,
  secondOrder: [
    { size: 4, count: 1 },
    { size: 3, count: 1 },
  ],
  psd: [
    {
      size: 2,
      count: 2,
      vectors: 6,
      terms: {
        left: Int32Array.of(0, 5),
        right: Int32Array.of(0, 4),
        row: Int32Array.of(0, 1, 0, 2),
      },
      denseCount: 0,
      denseRow: new Int32Array(0),
      coupled: { inputs: Int32Array.of(0, 1), axes: Int32Array.of(2, 3) },
    },
  ],
  // columns: 0-1 nonneg, 2-5 and 6-8 cones, 9-12 heads; deliberately out of order
  entryRow: Int32Array.of(2, 0, 1, 0, 3, 1),
  entryColumn: Int32Array.of(10, 1, 6, 2, 9, 4),
};

describe('kernelDescriptor', () => {
  const { words, entryOrder, slots } = kernelDescriptor(shape);
  const [rows, nonneg, groups, entries, cones, segments, scalars, columns] = words.subarray(0, HEADER);

  it('counts rows, columns, cones and scalars with the bodies of coupled cones', () => {
    expect([rows, nonneg, groups, entries, cones, columns]).toEqual([3, 2, 1, 6, 6, 13]);
    // 2 + 4 + 3 + four coupled cones of size 1 + 2 * 2
    expect(scalars).toBe(2 + 4 + 3 + 4 * 5);
  });

  it('sorts entries by scalar position and cuts them into one segment for each cone', () => {
    const c = cones as number;
    const e = entries as number;
    const positions = words.subarray(HEADER + 2 * c + e, HEADER + 2 * c + 2 * e);
    expect(Array.from(positions)).toEqual([1, 2, 4, 6, 9, 14]);
    expect(Array.from(entryOrder)).toEqual([1, 3, 5, 2, 4, 0]);
    const s = words.subarray(HEADER + 2 * c + 2 * e, HEADER + 2 * c + 2 * e + 3 * (segments as number));
    // nonneg 1; cone 0 twice; cone 1; heads of coupled cones 0 and 1 (cones 2 and 3)
    expect(Array.from(s)).toEqual([-1, 0, 1, 0, 1, 3, 1, 3, 4, 2, 4, 5, 3, 5, 6]);
  });

  it('puts the axes and inputs of coupled cones in front and drops vectors that nothing uses', () => {
    expect(Array.from(slots[0] ?? [])).toEqual([2, 3, 0, 1, 4, 5]);
  });
});
