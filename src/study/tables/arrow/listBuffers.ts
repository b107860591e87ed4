import { invariant } from '../../../errors.ts';
import type { ListValues } from '../column.ts';
import { type ColumnBuffer, Growing, NOTHING, Validity } from './bufferParts.ts';

/** Lists of `size` numbers; the elements of a list that is not there count as not there. */
export function fixedListBuffer(size: number): ColumnBuffer {
  const validity = new Validity();
  const items = new Validity();
  const values = new Growing(new Float64Array(64 * size));
  return {
    append(value) {
      const valid = value !== null;
      validity.add(valid);
      items.add(valid, size);
      const at = values.length;
      const target = values.extend(size);
      if (valid) target.set(value as Float64Array, at);
      else target.fill(0, at, at + size);
    },
    write(sink) {
      validity.write(sink);
      items.write(sink);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      items.clear();
      values.length = 0;
    },
  };
}

/** Lists of any length: where each one ends, and the values of all, one list behind the other. A list that is not there has none. */
export function anyListBuffer(kind: ListValues): ColumnBuffer {
  const validity = new Validity();
  const ends = new Growing(new Int32Array(64));
  const values = kind === 'int64' ? integers() : doubles();
  const close = (): void => {
    const at = ends.length;
    ends.extend(1)[at] = values.count();
  };
  close(); // where the first one begins
  return {
    append(value) {
      validity.add(value !== null);
      if (value !== null) values.add(value as Float64Array);
      close();
    },
    write(sink) {
      validity.write(sink);
      sink.buffer(ends.bytes());
      sink.node(values.count(), 0);
      sink.buffer(NOTHING);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      values.clear();
      ends.length = 0;
      close();
    },
  };
}

/** The values of lists. */
interface ListItems {
  readonly add: (list: Float64Array) => void;
  readonly count: () => number;
  readonly bytes: () => Uint8Array;
  readonly clear: () => void;
}

function doubles(): ListItems {
  const values = new Growing(new Float64Array(64));
  return {
    add(list) {
      const at = values.length;
      values.extend(list.length).set(list, at);
    },
    count: () => values.length,
    bytes: () => values.bytes(),
    clear() {
      values.length = 0;
    },
  };
}

/** 64-bit integers as their halves, the lower one first: no object for each of them. */
function integers(): ListItems {
  const halves = new Growing(new Int32Array(128));
  return {
    add(list) {
      const at = halves.length;
      const target = halves.extend(2 * list.length);
      for (let i = 0; i < list.length; i++) {
        const value = list[i] as number;
        if (!Number.isSafeInteger(value)) invariant(false, `${value} in a list of integers`);
        target[at + 2 * i] = value; // modulo 2^32
        target[at + 2 * i + 1] = Math.floor(value / 2 ** 32);
      }
    },
    count: () => halves.length / 2,
    bytes: () => halves.bytes(),
    clear() {
      halves.length = 0;
    },
  };
}
