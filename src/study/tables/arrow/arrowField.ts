import type { ColumnType } from '../column.ts';
import type { Flatbuffer } from './flatbuffer.ts';
import { DOUBLE, ITEM, TYPE } from './formatNumbers.ts';

/** Entries of the metadata of a column, or of a schema: the tables have two, and four. */
const MOST_ENTRIES = 16;

/** A column as the schema of a file describes it. */
export interface ArrowField {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Elements of a list may be null. */
  readonly nullableItems: boolean;
  /** Description and unit. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Id of the dictionary of a text column, else -1. */
  readonly dictionary: number;
}

/** Entries of the metadata of a schema or field. */
export function readEntries(flat: Flatbuffer, place: number): Map<string, string> {
  return new Map(
    flat.elements(place, 4, MOST_ENTRIES).map((entry) => {
      const pair = flat.table(entry, [0, 1]);
      return [flat.text(flat.field(pair, 0)), flat.text(flat.field(pair, 1))];
    }),
  );
}

/** A field of a schema. @throws Error on one that no table has. */
export function readField(flat: Flatbuffer, place: number): ArrowField {
  const field = flat.table(place, [0, 1, 2, 3, 4, 5, 6]);
  const dictionary = flat.field(field, 4);
  const { type, nullableItems } = readType(flat, field);
  if ((type === 'text') !== (dictionary !== 0)) throw new Error('texts without a dictionary, or numbers with one');
  return {
    name: flat.text(flat.field(field, 0)),
    type,
    nullable: flat.flag(flat.field(field, 1)),
    nullableItems,
    metadata: readEntries(flat, flat.field(field, 6)),
    dictionary: dictionary === 0 ? -1 : readDictionary(flat, dictionary),
  };
}

function readType(flat: Flatbuffer, field: number): { readonly type: ColumnType; readonly nullableItems: boolean } {
  const kind = flat.byte(flat.field(field, 2));
  const about = flat.field(field, 3);
  const children = flat.elements(flat.field(field, 5), 4);
  const isList = kind === TYPE.fixedSizeList || kind === TYPE.list;
  if (children.length !== (isList ? 1 : 0)) throw new Error('columns within a column');
  const plain = (type: ColumnType): { type: ColumnType; nullableItems: boolean } => ({ type, nullableItems: false });
  if (kind === TYPE.text || kind === TYPE.bool) {
    flat.table(about, []);
    return plain(kind === TYPE.text ? 'text' : 'bool');
  }
  const [child] = children;
  if (child === undefined) return plain(readNumber(flat, kind, about));
  const item = flat.table(child, [0, 1, 2, 3, 5]);
  const values = readNumber(flat, flat.byte(flat.field(item, 2)), flat.field(item, 3));
  const nullableItems = flat.flag(flat.field(item, 1));
  const unknown = 'a list that no table has';
  if (values === 'int32' || flat.elements(flat.field(item, 5), 4).length > 0) throw new Error(unknown);
  if (kind === TYPE.list) {
    flat.table(about, []);
    if (nullableItems || flat.text(flat.field(item, 0)) !== ITEM) throw new Error(unknown);
    return plain({ values });
  }
  const list = flat.int(flat.field(flat.table(about, [0]), 0));
  if (values !== 'float64' || !(list > 0)) throw new Error(unknown);
  return { type: { list }, nullableItems };
}

function readNumber(flat: Flatbuffer, kind: number, about: number): 'int32' | 'int64' | 'float64' {
  if (kind === TYPE.int) {
    const bits = readInt(flat, about);
    if (bits === 32 || bits === 64) return bits === 32 ? 'int32' : 'int64';
  }
  if (kind === TYPE.float && flat.short(flat.field(flat.table(about, [0]), 0)) === DOUBLE) return 'float64';
  throw new Error('a type that no table has');
}

/** Bits of a signed integer type. */
function readInt(flat: Flatbuffer, place: number): number {
  const type = flat.table(place, [0, 1]);
  if (!flat.flag(flat.field(type, 1))) throw new Error('unsigned integers');
  return flat.int(flat.field(type, 0));
}

function readDictionary(flat: Flatbuffer, place: number): number {
  const encoding = flat.table(place, [0, 1]);
  if (readInt(flat, flat.field(encoding, 1)) !== 32) throw new Error('dictionary indices of another width');
  const id = flat.long(flat.field(encoding, 0));
  if (!(id >= 0)) throw new Error(`dictionary ${id}`);
  return id;
}
