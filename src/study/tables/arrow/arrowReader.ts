import { invariant } from '../../../errors.ts';
import type { CellValue } from '../column.ts';
import { type ArrowField, readEntries, readField } from './arrowField.ts';
import { readColumn } from './columnReader.ts';
import { Flatbuffer } from './flatbuffer.ts';
import { BLOCK, HEAD, MAGIC, TAIL, VERSION_5 } from './formatNumbers.ts';
import { openBlock, readTexts } from './recordBatch.ts';

/** Largest footer: that of the widest table has some 10 kB. */
const MOST_FOOTER = 1 << 20;
const MOST_COLUMNS = 256;

/** A table file in memory. */
export interface ArrowTable {
  /** The file, for other readers: what was read here can be read by them. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly fields: readonly ArrowField[];
  /** Of the schema. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Values of a column by row; null elements of a list are NaN. @throws Error where there is no such column. */
  readonly column: (name: string) => (row: number) => CellValue;
}

/**
 * Reads a file that an `ArrowWriter` made, a hundred times faster to load and to begin with than the general reader of apache-arrow. Everything is checked
 * before it is used: on no bytes does it take more time or memory than some multiple of their number, and what it takes another reader sees too.
 *
 * @throws Error on bytes that are no such file.
 */
export function readArrow(bytes: Uint8Array): ArrowTable {
  const end = bytes.length - TAIL;
  const marked = (at: number): boolean =>
    Buffer.from(bytes.subarray(at, at + MAGIC.length)).toString('latin1') === MAGIC;
  if (end < HEAD + 4 || !marked(0) || !marked(end + 4)) throw new Error('not an Arrow file');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(end, true);
  const start = end - length;
  if (!(length >= 8 && length <= MOST_FOOTER && start >= HEAD)) throw new Error(`a footer of ${length} bytes`);
  const flat = new Flatbuffer(bytes.subarray(start, end));
  const footer = flat.root([0, 1, 2, 3]);
  if (flat.short(flat.field(footer, 0)) !== VERSION_5) throw new Error('another version of the format');
  const schema = flat.table(flat.field(footer, 1), [1, 2]);
  const fields = flat.elements(flat.field(schema, 1), 4, MOST_COLUMNS).map((place) => readField(flat, place));
  if (fields.length === 0) throw new Error('no columns');
  const messages = bytes.subarray(0, start);
  const words = new Map<number, readonly string[]>();
  for (const block of flat.elements(flat.field(footer, 2), BLOCK)) {
    const body = openBlock(messages, flat, block);
    if (words.has(body.dictionary)) throw new Error(`dictionary ${body.dictionary} twice`);
    words.set(body.dictionary, readTexts(body));
  }
  const ids = new Set(fields.flatMap(({ dictionary }) => (dictionary < 0 ? [] : [dictionary])));
  const texts = fields.filter(({ type }) => type === 'text').length;
  if (ids.size < texts || words.size > texts)
    throw new Error('expected a dictionary of its own for every column of texts');
  const [block, ...more] = flat.elements(flat.field(footer, 3), BLOCK);
  if (block === undefined || more.length > 0) throw new Error('expected one record batch');
  const body = openBlock(messages, flat, block);
  if (body.dictionary >= 0) throw new Error('a dictionary in the place of the record batch');
  const columns = new Map(fields.map((field) => [field.name, readColumn(field, body, words)]));
  if (columns.size < fields.length) throw new Error('two columns of one name');
  body.end();
  return {
    bytes,
    rows: body.rows,
    fields,
    metadata: readEntries(flat, flat.field(schema, 2)),
    column(name) {
      const column = columns.get(name);
      invariant(column, `column ${name}`);
      return column;
    },
  };
}
