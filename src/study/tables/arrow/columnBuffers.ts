import type { ColumnType } from '../column.ts';
import { Bits, type BodySink, type ColumnBuffer, Growing, NOTHING, type Numbers, Validity } from './bufferParts.ts';
import { anyListBuffer, fixedListBuffer } from './listBuffers.ts';

/** A column with its dictionary. */
export interface TextBuffer extends ColumnBuffer {
  readonly words: number;
  readonly writeDictionary: (sink: BodySink) => void;
}

/** Numbers of one kind, 0 where there is none. */
function numberBuffer<T extends Numbers>(values: Growing<T>, zero: T[number]): ColumnBuffer {
  const validity = new Validity();
  return {
    append(value) {
      validity.add(value !== null);
      const at = values.length;
      values.extend(1)[at] = (value ?? zero) as never;
    },
    write(sink) {
      validity.write(sink);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      values.length = 0;
    },
  };
}

function boolBuffer(): ColumnBuffer {
  const validity = new Validity();
  const values = new Bits();
  return {
    append(value) {
      validity.add(value !== null);
      values.add(value === true);
    },
    write(sink) {
      validity.write(sink);
      sink.buffer(values.bytes());
    },
    clear() {
      validity.clear();
      values.clear();
    },
  };
}

/** Indices into a dictionary of the different texts, in the order in which they came. */
function textBuffer(): TextBuffer {
  const indices = new Growing(new Int32Array(64));
  const column = numberBuffer(indices, 0);
  const known = new Map<string, number>();
  return {
    append(value) {
      if (value === null) return column.append(null);
      const text = value as string;
      let index = known.get(text);
      if (index === undefined) {
        index = known.size;
        known.set(text, index);
      }
      return column.append(index);
    },
    write: column.write,
    clear() {
      column.clear();
      known.clear();
    },
    get words() {
      return known.size;
    },
    writeDictionary({ node, buffer }) {
      const texts = Buffer.from([...known.keys()].join(''));
      const ends = new Int32Array(known.size + 1);
      let end = 0;
      for (const [text, i] of known) ends[i + 1] = end += Buffer.byteLength(text);
      node(known.size, 0);
      buffer(NOTHING);
      buffer(new Uint8Array(ends.buffer));
      buffer(texts);
    },
  };
}

/** An empty column of a type. */
export function columnBuffer(type: Exclude<ColumnType, 'text'>): ColumnBuffer;
export function columnBuffer(type: ColumnType): ColumnBuffer | TextBuffer;
export function columnBuffer(type: ColumnType): ColumnBuffer | TextBuffer {
  if (typeof type === 'object') return 'list' in type ? fixedListBuffer(type.list) : anyListBuffer(type.values);
  if (type === 'text') return textBuffer();
  if (type === 'bool') return boolBuffer();
  if (type === 'int32') return numberBuffer(new Growing(new Int32Array(64)), 0);
  if (type === 'int64') return numberBuffer(new Growing(new BigInt64Array(64)), 0n);
  return numberBuffer(new Growing(new Float64Array(64)), 0);
}
