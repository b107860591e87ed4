import { DeviceFault, NoRoom } from './deviceFault.ts';

/** Work on items 0 .. count - 1 that a device does in parts. */
export interface PartedWork<T> {
  readonly count: number;
  /** Name of one item for people, such as `program`. */
  readonly item: string;
  /** Name of the device for people, where it is known. */
  readonly device?: string;
  /** Most items of the next part. */
  readonly most: () => number;
  /** Parts that may be under way at once. Default 1. */
  readonly together?: number;
  /** Begins the part of items from .. to - 1. @throws NoRoom when it is too much at once. */
  readonly begin: (from: number, to: number) => T | Promise<T>;
  /** Waits for a part and takes its results; parts end in the order in which they began. */
  readonly end: (part: T, from: number, to: number) => Promise<void> | void;
  /** Gives up a part that began, when another one failed. */
  readonly giveUp?: (part: T) => void;
  /** A part of so many items had no room, and none is under way any more: gives back what is kept. */
  readonly noRoom?: (items: number) => Promise<void> | void;
}

interface UnderWay<T> {
  readonly part: T;
  readonly from: number;
  readonly to: number;
}

/**
 * Does work in parts; one that has no room is tried again in halves, and those after it begin with as many.
 *
 * @throws DeviceFault when a single item has no room.
 */
export async function inParts<T>(work: PartedWork<T>): Promise<void> {
  const { count, item, device, begin } = work;
  const underWay: UnderWay<T>[] = [];
  let size = Infinity;
  let together = work.together ?? 1;
  const land = async (): Promise<void> => {
    const oldest = underWay.shift();
    if (oldest) await work.end(oldest.part, oldest.from, oldest.to);
  };
  try {
    for (let from = 0; from < count || underWay.length > 0;) {
      const to = Math.min(count, from + Math.min(size, work.most()));
      if (from === count || underWay.length === together) {
        await land();
        continue;
      }
      try {
        underWay.push({ part: await begin(from, to), from, to });
        from = to;
      } catch (error) {
        if (!(error instanceof NoRoom)) throw error;
        const alone = underWay.length === 0;
        while (underWay.length > 0) await land();
        await work.noRoom?.(to - from);
        if (to - from === 1) {
          const on = device === undefined ? '' : ` for ${device}`;
          if (alone)
            throw new DeviceFault(`even a single ${item} of a batch of ${count} is too much${on}: ${error.message}`);
          together = 1;
        }
        size = Math.ceil((to - from) / 2);
      }
    }
  } finally {
    for (const { part } of underWay) work.giveUp?.(part);
  }
}
