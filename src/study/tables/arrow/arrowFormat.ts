import { Builder } from 'flatbuffers';
import type { ColumnInfo, ColumnType } from '../column.ts';
import { ALIGNMENT, BLOCK, DOUBLE, HEADER, ITEM, PAIR, TYPE, VERSION_5 } from './formatNumbers.ts';

/**
 * The metadata of an Arrow file (format/Schema.fbs, Message.fbs and File.fbs of Apache Arrow) as flatbuffers. Numbers that differ from file to
 * file keep their place: the encoded bytes are made once and the numbers written over.
 */
export interface Encoded {
  readonly bytes: Uint8Array;
  /** Where the numbers are, in bytes, in the order in which they were given; -1 of one that is not stored because it is 0. */
  readonly places: Int32Array;
}

/** Remembers how far from the end numbers were written, which does not change as the buffer grows towards its front. */
class Places {
  readonly #builder: Builder;
  readonly #fromEnd: number[] = [];

  constructor(builder: Builder) {
    this.#builder = builder;
  }

  /** Call right after a number was written. */
  note(stored = true): void {
    this.#fromEnd.push(stored ? this.#builder.offset() : -1);
  }

  encoded(): Encoded {
    const bytes = this.#builder.asUint8Array().slice();
    return { bytes, places: Int32Array.from(this.#fromEnd, (d) => (d < 0 ? -1 : bytes.length - d)) };
  }
}

/**
 * Message of a record batch, or of the dictionary of a column. The numbers in the order of `places`: buffers (offset and length of
 * each, last buffer first), nodes (length and nulls of each, last first), rows, bytes of the body.
 *
 * @param dictionary id of the dictionary; null for a record batch.
 * @param isEmpty no rows, and no body: such numbers are not stored.
 */
export function encodeBatch(
  dictionary: number | null,
  { nodes, buffers }: { readonly nodes: number; readonly buffers: number },
  isEmpty: { readonly rows: boolean; readonly body: boolean },
): Encoded {
  const b = new Builder();
  const places = new Places(b);
  const pairs = (count: number): number => {
    b.startVector(PAIR, count, ALIGNMENT);
    for (let i = 0; i < count; i++) {
      b.prep(ALIGNMENT, PAIR);
      b.writeInt64(0n); // the second of the pair
      places.note();
      b.writeInt64(0n);
      places.note();
    }
    return b.endVector();
  };
  const nodeVector = pairs(nodes);
  const bufferVector = pairs(buffers);
  b.startObject(5);
  b.addFieldInt64(0, isEmpty.rows ? 0n : 1n, 0n);
  places.note(!isEmpty.rows);
  b.addFieldOffset(1, nodeVector, 0);
  b.addFieldOffset(2, bufferVector, 0);
  let header = b.endObject();
  if (dictionary !== null) {
    b.startObject(3);
    b.addFieldInt64(0, BigInt(dictionary), 0n);
    b.addFieldOffset(1, header, 0);
    header = b.endObject();
  }
  b.startObject(5);
  b.addFieldInt16(0, VERSION_5, 0);
  b.addFieldOffset(2, header, 0);
  b.addFieldInt8(1, dictionary === null ? HEADER.recordBatch : HEADER.dictionaryBatch, 0);
  b.addFieldInt64(3, isEmpty.body ? 0n : 1n, 0n);
  places.note(!isEmpty.body);
  b.finish(b.endObject());
  return places.encoded();
}

/** A footer, and where the value of its last metadata entry begins. */
export interface EncodedFooter extends Encoded {
  readonly lastValue: number;
}

/**
 * Footer of a file with one record batch. The numbers in the order of `places`: body bytes, metadata bytes and offset of the record batch, then
 * of each dictionary, the last one first.
 */
export function encodeFooter(
  columns: readonly ColumnInfo[],
  metadata: ReadonlyMap<string, string>,
  dictionaries: number,
): EncodedFooter {
  const b = new Builder();
  const places = new Places(b);
  const fields = columns.map((column, i) => encodeField(b, column, i));
  const fieldVector = offsets(b, fields);
  const entries = keyValues(b, metadata);
  b.startObject(4);
  b.addFieldOffset(1, fieldVector, 0);
  if (entries.vector !== 0) b.addFieldOffset(2, entries.vector, 0);
  const schema = b.endObject();
  const blocks = (count: number): number => {
    b.startVector(BLOCK, count, ALIGNMENT);
    for (let i = 0; i < count; i++) {
      b.prep(ALIGNMENT, BLOCK);
      b.writeInt64(0n);
      places.note();
      b.pad(4);
      b.writeInt32(0);
      places.note();
      b.writeInt64(0n);
      places.note();
    }
    return b.endVector();
  };
  const batchVector = blocks(1);
  const dictionaryVector = blocks(dictionaries);
  b.startObject(5);
  b.addFieldOffset(1, schema, 0);
  b.addFieldInt16(0, VERSION_5, 0);
  b.addFieldOffset(3, batchVector, 0);
  b.addFieldOffset(2, dictionaryVector, 0);
  b.finish(b.endObject());
  const encoded = places.encoded();
  return { ...encoded, lastValue: encoded.bytes.length - entries.lastValue };
}

/** Field of a schema; a text column has the dictionary of its own index, so that the bytes do not depend on what was written before. */
function encodeField(b: Builder, { name, type, nullable, unit, description }: ColumnInfo, index: number): number {
  const dictionary = type === 'text' ? encodeDictionary(b, index) : 0;
  const encodedType = encodeType(b, type);
  const children = offsets(b, typeof type === 'object' ? [encodeItem(b, type)] : []);
  const about = new Map([['description', description]]);
  if (unit !== undefined) about.set('unit', unit);
  const metadata = keyValues(b, about).vector;
  return endField(b, { name, nullable: nullable ?? false, type, encodedType, children, dictionary, metadata });
}

/** The elements of a list; those of a list of fixed length that is not there count as not there (`listBuffers.ts`), so they may be null. */
function encodeItem(b: Builder, list: Exclude<ColumnType, string>): number {
  const type = 'values' in list ? list.values : 'float64';
  const encodedType = encodeType(b, type);
  const children = offsets(b, []);
  return endField(b, {
    name: ITEM,
    nullable: 'list' in list,
    type,
    encodedType,
    children,
    dictionary: 0,
    metadata: 0,
  });
}

interface FieldParts {
  readonly name: string;
  readonly nullable: boolean;
  readonly type: ColumnType;
  readonly encodedType: number;
  readonly children: number;
  /** 0: none. */
  readonly dictionary: number;
  /** 0: none. */
  readonly metadata: number;
}

function endField(b: Builder, parts: FieldParts): number {
  const name = b.createString(parts.name);
  b.startObject(7);
  b.addFieldOffset(3, parts.encodedType, 0);
  b.addFieldInt8(2, typeOf(parts.type), 0);
  b.addFieldOffset(5, parts.children, 0);
  b.addFieldInt8(1, parts.nullable ? 1 : 0, 0);
  b.addFieldOffset(0, name, 0);
  if (parts.dictionary !== 0) b.addFieldOffset(4, parts.dictionary, 0);
  if (parts.metadata !== 0) b.addFieldOffset(6, parts.metadata, 0);
  return b.endObject();
}

function typeOf(type: ColumnType): number {
  if (typeof type === 'object') return 'list' in type ? TYPE.fixedSizeList : TYPE.list;
  if (type === 'text' || type === 'bool') return TYPE[type];
  return type === 'float64' ? TYPE.float : TYPE.int;
}

function encodeType(b: Builder, type: ColumnType): number {
  if (typeof type === 'object') {
    b.startObject('list' in type ? 1 : 0);
    if ('list' in type) b.addFieldInt32(0, type.list, 0);
  } else if (type === 'text' || type === 'bool') b.startObject(0);
  else if (type === 'float64') {
    b.startObject(1);
    b.addFieldInt16(0, DOUBLE, 0);
  } else return encodeInt(b, type === 'int32' ? 32 : 64);
  return b.endObject();
}

function encodeInt(b: Builder, bits: number): number {
  b.startObject(2);
  b.addFieldInt32(0, bits, 0);
  b.addFieldInt8(1, 1, 0); // signed
  return b.endObject();
}

function encodeDictionary(b: Builder, id: number): number {
  const indices = encodeInt(b, 32);
  b.startObject(4);
  b.addFieldInt64(0, BigInt(id), 0n);
  b.addFieldOffset(1, indices, 0);
  return b.endObject();
}

function offsets(b: Builder, list: readonly number[]): number {
  b.startVector(4, list.length, 4);
  for (const offset of list.toReversed()) b.addOffset(offset);
  return b.endVector();
}

/** Vector of the entries, 0 without any, and how far from the end the last entry's value begins. */
function keyValues(b: Builder, entries: ReadonlyMap<string, string>): { vector: number; lastValue: number } {
  let lastValue = 0;
  const list = Array.from(entries, ([key, value]) => {
    const keyOffset = b.createString(key);
    const valueOffset = b.createString(value);
    lastValue = valueOffset - 4; // its length stands before it
    b.startObject(2);
    b.addFieldOffset(0, keyOffset, 0);
    b.addFieldOffset(1, valueOffset, 0);
    return b.endObject();
  });
  return { vector: list.length > 0 ? offsets(b, list) : 0, lastValue };
}
