import { describe, expect, it } from 'vitest';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { inParts } from '../../../src/conic/kernels/tensorflow/solveParts.ts';

/** A device with room for so many programs at once; tells the parts that it solved. */
function roomFor(most: number): (from: number, to: number) => number[] {
  return (from, to) => {
    if (to - from > most) throw new DeviceFault(`no memory for ${to - from}`);
    return [from, to];
  };
}

describe('inParts', () => {
  it('covers the batch in parts of the given size', () => {
    expect(inParts(5, 2, roomFor(9))).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
    expect(inParts(0, 2, roomFor(9))).toEqual([]);
  });

  it('tries a part that is too large for the device again in halves, and goes on with those', () => {
    expect(inParts(10, 8, roomFor(3))).toEqual([
      [0, 2],
      [2, 4],
      [4, 6],
      [6, 8],
      [8, 10],
    ]);
  });

  it('reports a device without room for one program, and other errors at once', () => {
    expect(() => inParts(4, 4, roomFor(0))).toThrow('no memory for 1, for a batch of one program');
    const calls: number[] = [];
    expect(() =>
      inParts(4, 4, (from) => {
        calls.push(from);
        throw new TypeError('a bug');
      }),
    ).toThrow(TypeError);
    expect(calls).toEqual([0]);
  });
});
