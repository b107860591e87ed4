import { describe, expect, it } from 'vitest';
import type { ProgramShape } from '../../../src/conic/program.ts';
import { kernelDescriptor } from '../../../src/conic/words/descriptor.ts';
import { readDescriptor, writeDescriptor } from '../../../src/conic/words/programShape.ts';

/** Two nonnegative columns, cones of sizes 4 and 3, and two blocks with two coupled cones each over two axes. */
const program: ProgramShape = {
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
  const { words, shape, entryOrder, slots } = kernelDescriptor(program);

  it('counts rows, columns, cones and scalars with the bodies of coupled cones', () => {
    expect(shape).toMatchObject({ rows: 3, nonneg: 2, groupCount: 1, entryCount: 6, coneCount: 6, columnCount: 13 });
    // 2 + 4 + 3 + four coupled cones of size 1 + 2 * 2
    expect(shape.scalars).toBe(2 + 4 + 3 + 4 * 5);
    expect(shape.degree).toBe(2 + 6 + 2 * 2);
  });

  it('sorts entries by scalar and cuts them into one run for each cone', () => {
    expect([...shape.entryPosition]).toEqual([1, 2, 4, 6, 9, 14]);
    expect([...entryOrder]).toEqual([1, 3, 5, 2, 4, 0]);
    // nonneg 1; cone 0 twice; cone 1; heads of coupled cones 0 and 1 (cones 2 and 3)
    expect([...shape.segments]).toEqual([-1, 0, 1, 0, 1, 3, 1, 3, 4, 2, 4, 5, 3, 5, 6]);
  });

  it('puts the axes and inputs of coupled cones in front and drops vectors that nothing uses', () => {
    expect([...(slots[0] ?? [])]).toEqual([2, 3, 0, 1, 4, 5]);
    expect([...(shape.groups[0]?.left ?? [])]).toEqual([2, 5]);
  });

  it('is made once for each shape', () => {
    expect(kernelDescriptor(program).words).toBe(words);
    expect(kernelDescriptor({ ...program }).words).not.toBe(words);
    expect(kernelDescriptor({ ...program }).words).toEqual(words);
  });

  it('refuses a column that the shape does not have', () => {
    expect(() => kernelDescriptor({ ...program, entryColumn: Int32Array.of(10, 1, 6, 2, 13, 4) })).toThrow(
      'internal error: element 13 of 13 is missing',
    );
  });
});

describe('readDescriptor', () => {
  const { words, shape } = kernelDescriptor(program);

  it('gives back every word and list by its name', () => {
    expect(readDescriptor(words)).toEqual(shape);
  });

  it('refuses words that are missing or too many', () => {
    expect(() => readDescriptor(words.subarray(0, words.length - 1))).toThrow('a descriptor has all of its words');
    expect(() => readDescriptor(Int32Array.from([...words, 0]))).toThrow('a descriptor ends with its last group');
  });
});

describe('writeDescriptor', () => {
  const { shape } = kernelDescriptor(program);

  it('refuses a list that its counts contradict', () => {
    expect(() => writeDescriptor({ ...shape, entryCount: 5 })).toThrow('list entryRow of a shape has its length');
    expect(() => writeDescriptor({ ...shape, groups: [] })).toThrow('a shape counts its groups');
  });
});
