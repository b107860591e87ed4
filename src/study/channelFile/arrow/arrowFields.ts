import type { Flatbuffer } from '../../tables/arrow/flatbuffer.ts';
import { TYPE } from '../../tables/arrow/formatNumbers.ts';
import { Damaged } from '../damaged.ts';
import type { FlatTable } from './arrowMessages.ts';

/** Types in the order of the union Type, and how many buffers a column of each has in a record batch, without its children. */
const TYPES: readonly (readonly [name: string, buffers: number])[] = [
  ['nothing', 0],
  ['null', 0],
  ['int', 2],
  ['float', 2],
  ['binary', 3],
  ['text', 3],
  ['bool', 2],
  ['decimal', 2],
  ['date', 2],
  ['time', 2],
  ['timestamp', 2],
  ['interval', 2],
  ['list', 2],
  ['struct', 1],
  ['union', 1],
  ['fixed-size binary', 2],
  ['fixed-size list', 1],
  ['map', 2],
  ['duration', 2],
  ['large binary', 3],
  ['large text', 3],
  ['large list', 2],
  ['run-end encoded', 0],
  ['binary view', 2],
  ['text view', 2],
  ['list view', 3],
  ['large list view', 3],
];
export const FLOAT = TYPE.float;
export const LIST = TYPE.list;
export const UNION = 14;
export const FIXED_SIZE_LIST = TYPE.fixedSizeList;
export const LARGE_LIST = 21;
/** Types with more buffers, counted in each record batch. */
export const VIEWS: readonly number[] = [23, 24];
/** Widths of floats in the order of the enum Precision. */
const FLOAT_BITS = [16, 32, 64];

const MOST_FIELDS = 10_000;
const MOST_LEVELS = 64;
/** Entries of the metadata of a column. */
const MOST_ENTRIES = 1000;

/** A column, or what one of its lists holds. */
export interface ArrowField {
  readonly name: string;
  readonly type: number;
  readonly children: readonly ArrowField[];
  /** Of a fixed-size list. */
  readonly listSize: number;
  /** Of a float. */
  readonly bits: number;
  /** A union whose parts have their own places. */
  readonly dense: boolean;
  /** The values are indices into a list of them. */
  readonly dictionary: boolean;
  /** Extension type and what it says of itself; empty without one. */
  readonly extension: { readonly name: string; readonly metadata: string };
}

/**
 * The columns of a schema (format/Schema.fbs of Apache Arrow).
 *
 * @throws Damaged, or RangeError, on bytes that are no schema, or one that nobody has.
 */
export function arrowFields({ flat, table }: FlatTable): ArrowField[] {
  if (flat.short(flat.field(table, 0)) !== 0) throw new Damaged('it is big-endian');
  const budget = { fields: MOST_FIELDS };
  return childrenOf(flat, flat.field(table, 1), budget, 0);
}

function childrenOf(flat: Flatbuffer, vector: number, budget: { fields: number }, level: number): ArrowField[] {
  if (level > MOST_LEVELS) throw new Damaged('its schema has too many levels');
  const places = flat.elements(vector, 4, budget.fields);
  budget.fields -= places.length;
  return places.map((place) => fieldAt(flat, flat.table(place), budget, level));
}

function fieldAt(flat: Flatbuffer, field: number, budget: { fields: number }, level: number): ArrowField {
  const name = textOf(flat, flat.field(field, 0));
  const type = flat.byte(flat.field(field, 2));
  if (type === 0 || type >= TYPES.length) throw new Damaged(`a column has type ${type}, which is not known`);
  const first = flat.field(flat.table(flat.field(field, 3)), 0);
  const code = (is: number): number => (type === is ? flat.short(first) : 0);
  return {
    name,
    type,
    children: childrenOf(flat, flat.field(field, 5), budget, level + 1),
    listSize: type === FIXED_SIZE_LIST ? flat.int(first) : 0,
    bits: type === FLOAT ? (FLOAT_BITS[code(FLOAT)] ?? 0) : 0,
    dense: code(UNION) === 1,
    dictionary: flat.field(field, 4) !== 0,
    extension: extensionOf(flat, flat.field(field, 6)),
  };
}

function extensionOf(flat: Flatbuffer, vector: number): ArrowField['extension'] {
  const found = { name: '', metadata: '' };
  for (const place of flat.elements(vector, 4, MOST_ENTRIES)) {
    const entry = flat.table(place);
    const key = textOf(flat, flat.field(entry, 0));
    const value = (): string => textOf(flat, flat.field(entry, 1));
    if (key === 'ARROW:extension:name') found.name = value();
    if (key === 'ARROW:extension:metadata') found.metadata = value();
  }
  return found;
}

/** A text that may be left out. */
function textOf(flat: Flatbuffer, place: number): string {
  return place === 0 ? '' : flat.text(place);
}

/** A type in words. */
export function typeName({ type, bits, dictionary }: ArrowField): string {
  if (dictionary) return 'a dictionary';
  return type === FLOAT && bits > 0 ? `float${bits}` : (TYPES[type]?.[0] ?? `type ${type}`);
}

/** Buffers of a type, without those of its children and of views. */
export function bufferCount(type: number): number {
  return TYPES[type]?.[1] ?? 0;
}
