import { describe, expect, it } from 'vitest';
import { DeviceFault, NoRoom } from '../../src/device/deviceFault.ts';
import { inParts, type PartedWork } from '../../src/device/inParts.ts';

type Span = readonly [from: number, to: number];

/** A device with room for so many items at once, over all parts that are under way; tells the parts that it did and what was tried. */
async function doOn(
  room: number,
  work: Pick<PartedWork<Span>, 'count' | 'together' | 'device'> & { readonly most: number },
): Promise<{ done: Span[]; tried: number[]; given: number[] }> {
  const [done, tried, given]: [Span[], number[], number[]] = [[], [], []];
  let busy = 0;
  await inParts<Span>({
    ...work,
    item: 'program',
    most: () => work.most,
    async begin(from, to) {
      tried.push(to - from);
      if (busy + to - from > room) throw new NoRoom(`no memory for ${to - from}`);
      busy += to - from;
      return [from, to];
    },
    async end(part, from, to) {
      expect(part).toEqual([from, to]);
      busy -= to - from;
      done.push(part);
    },
    noRoom(items) {
      expect(busy).toBe(0);
      given.push(items);
    },
  });
  return { done, tried, given };
}

describe('inParts', () => {
  it('covers the items in parts of the given size', async () => {
    const parts = [
      [0, 2],
      [2, 4],
      [4, 5],
    ];
    for (const together of [1, 2]) expect((await doOn(9, { count: 5, most: 2, together })).done).toEqual(parts);
    expect((await doOn(9, { count: 0, most: 2 })).done).toEqual([]);
  });

  it('tries a part that is too large for the device again in halves, and goes on with those', async () => {
    const { done, tried, given } = await doOn(3, { count: 10, most: 8 });
    expect(done).toEqual([
      [0, 2],
      [2, 4],
      [4, 6],
      [6, 8],
      [8, 10],
    ]);
    expect(tried).toEqual([8, 4, 2, 2, 2, 2, 2]);
    expect(given).toEqual([8, 4]);
  });

  it('ends the parts that are under way before it tries again, and single ones one after the other', async () => {
    expect((await doOn(5, { count: 8, most: 4, together: 2 })).tried).toEqual([4, 4, 2, 2]);
    const { done, tried } = await doOn(1, { count: 3, most: 1, together: 2 });
    expect(done).toHaveLength(3);
    expect(tried).toEqual([1, 1, 1, 1]);
  });

  it('reports a device without room for one item, and names it where it has a name', async () => {
    const fault: unknown = await doOn(0, { count: 4, most: 4 }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(DeviceFault);
    expect(fault).not.toBeInstanceOf(NoRoom);
    expect(fault).toMatchObject({
      exitCode: 3,
      message: 'even a single program of a batch of 4 is too much: no memory for 1',
    });
    await expect(doOn(0, { count: 4, most: 4, device: 'card' })).rejects.toThrow('is too much for card: no memory');
  });

  it('lets other errors pass at once, and gives up what is under way', async () => {
    const givenUp: number[] = [];
    const begun: number[] = [];
    const work = inParts<number>({
      count: 6,
      item: 'program',
      most: () => 2,
      together: 3,
      begin(from) {
        begun.push(from);
        if (from === 4) throw new TypeError('a bug');
        return from;
      },
      end: () => undefined,
      giveUp: (part) => givenUp.push(part),
    });
    await expect(work).rejects.toThrow(TypeError);
    expect([begun, givenUp]).toEqual([
      [0, 2, 4],
      [0, 2],
    ]);
  });
});
