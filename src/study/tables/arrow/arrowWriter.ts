import { invariant } from '../../../errors.ts';
import type { CellValue, ColumnInfo } from '../column.ts';
import { type Encoded, encodeBatch, encodeFooter, type EncodedFooter } from './arrowFormat.ts';
import type { BodySink, ColumnBuffer } from './bufferParts.ts';
import { columnBuffer, type TextBuffer } from './columnBuffers.ts';
import { ALIGNMENT, HEAD, MAGIC, MARK, PREFIX, TAIL } from './formatNumbers.ts';

const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** What a record batch or dictionary holds, taken from the columns. */
class Body implements BodySink {
  readonly nodes: number[] = [];
  readonly buffers: Uint8Array[] = [];
  bytes = 0;
  readonly node = (length: number, nulls: number): void => {
    this.nodes.push(length, nulls);
  };
  readonly buffer = (bytes: Uint8Array): void => {
    this.buffers.push(bytes);
    this.bytes += padded(bytes.length);
  };
}

/** A message of a file that is being put together. */
interface Message {
  readonly metadata: Encoded;
  readonly rows: number;
  readonly body: Body;
}

/**
 * Writes Arrow files of one table (IPC file format, uncompressed, one record batch, one dictionary for each text column), one after the
 * other: `begin`, `append` for every row, `finish`. What the files have in common is encoded once. The bytes
 * of a file are a function of its rows and metadata alone, and those that apache-arrow 21.2 writes for them.
 */
export class ArrowWriter {
  readonly #columns: readonly ColumnInfo[];
  readonly #buffers: readonly ColumnBuffer[];
  /** Text columns by their index, which is the id of their dictionary. */
  readonly #texts: readonly { readonly id: number; readonly buffer: TextBuffer }[];
  readonly #encoded = new Map<string, Encoded>();
  readonly #footers = new Map<string, EncodedFooter>();
  #rows = 0;

  constructor(columns: readonly ColumnInfo[]) {
    this.#columns = columns;
    this.#buffers = columns.map((c) => columnBuffer(c.type));
    this.#texts = this.#buffers.flatMap((buffer, id) =>
      columns[id]?.type === 'text' ? [{ id, buffer: buffer as TextBuffer }] : [],
    );
  }

  /** Rows of the file under way. */
  get rows(): number {
    return this.#rows;
  }

  /** Forgets all rows: the next file begins. */
  begin(): void {
    for (const buffer of this.#buffers) buffer.clear();
    this.#rows = 0;
  }

  /** Adds a row; `value` tells it by column. The arrays that it returns are copied. */
  append(value: (column: number) => CellValue): void {
    for (let i = 0; i < this.#buffers.length; i++) {
      const cell = value(i);
      invariant(cell !== null || this.#columns[i]?.nullable === true, `column ${this.#columns[i]?.name} is never null`);
      this.#buffers[i]?.append(cell);
    }
    this.#rows++;
  }

  /** The file of the rows since `begin`, with this schema metadata, in memory of its own. */
  finish(metadata: ReadonlyMap<string, string>): Uint8Array {
    const dictionaries = this.#texts.map(({ id, buffer }): Message => {
      const body = new Body();
      buffer.writeDictionary(body);
      return this.#message(id, buffer.words, body);
    });
    const body = new Body();
    for (const buffer of this.#buffers) buffer.write(body);
    const messages = [...dictionaries, this.#message(null, this.#rows, body)];
    const footer = this.#footer(metadata);
    const size = messages.reduce((sum, m) => sum + messageBytes(m) + m.body.bytes, HEAD);
    const total = size + PREFIX + footer.bytes.length + TAIL;
    invariant(total < 2 ** 31, `a table file of ${total} bytes`); // its places are numbers of 32 bits
    const bytes = new Uint8Array(total);
    const words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
    bytes.set(Buffer.from(MAGIC));
    let at = HEAD;
    const blocks: number[] = [];
    for (const message of messages) {
      blocks.unshift(message.body.bytes, messageBytes(message), at);
      at = writeMessage(message, bytes, words, at);
    }
    words[at >> 2] = MARK; // of a message without metadata: the end
    at += PREFIX;
    bytes.set(footer.bytes, at);
    putNumbers(words, at, footer.places, blocks);
    const last = [...metadata.values()].at(-1) ?? '';
    bytes.set(Buffer.from(last), at + footer.lastValue);
    at += footer.bytes.length;
    new DataView(bytes.buffer).setInt32(at, footer.bytes.length, true);
    bytes.set(Buffer.from(MAGIC), at + 4);
    return bytes;
  }

  #message(dictionary: number | null, rows: number, body: Body): Message {
    const isEmpty = { rows: rows === 0, body: body.bytes === 0 };
    const key = `${dictionary} ${isEmpty.rows} ${isEmpty.body}`;
    let metadata = this.#encoded.get(key);
    if (!metadata) {
      metadata = encodeBatch(dictionary, { nodes: body.nodes.length / 2, buffers: body.buffers.length }, isEmpty);
      this.#encoded.set(key, metadata);
    }
    return { metadata, rows, body };
  }

  /** The chunk is the last entry: files whose entries differ in it alone, in texts of one length, share the rest. */
  #footer(metadata: ReadonlyMap<string, string>): EncodedFooter {
    const entries = [...metadata].flat();
    const last = entries.pop() ?? '';
    const key = JSON.stringify([...entries, Buffer.byteLength(last)]);
    let footer = this.#footers.get(key);
    if (!footer) {
      footer = encodeFooter(this.#columns, metadata, this.#texts.length);
      this.#footers.set(key, footer);
    }
    return footer;
  }
}

/** Of the message with its prefix, without the body. */
function messageBytes({ metadata }: Message): number {
  return padded(PREFIX + metadata.bytes.length);
}

/** Writes a message with its body; returns where it ends. */
function writeMessage(message: Message, bytes: Uint8Array, words: Int32Array, start: number): number {
  const { metadata, rows, body } = message;
  const numbers: number[] = [];
  for (let i = body.nodes.length - 2; i >= 0; i -= 2)
    numbers.push(body.nodes[i + 1] as number, body.nodes[i] as number);
  let offset = body.bytes;
  for (let i = body.buffers.length - 1; i >= 0; i--) {
    const length = padded(body.buffers[i]?.length ?? 0);
    offset -= length;
    numbers.push(length, offset);
  }
  numbers.push(rows, body.bytes);
  words[start >> 2] = MARK;
  words[(start >> 2) + 1] = messageBytes(message) - PREFIX;
  bytes.set(metadata.bytes, start + PREFIX);
  putNumbers(words, start + PREFIX, metadata.places, numbers);
  let at = start + messageBytes(message);
  for (const buffer of body.buffers) {
    bytes.set(buffer, at);
    at += padded(buffer.length);
  }
  return at;
}

/** Writes the low half of each number: files are below 2 GiB. */
function putNumbers(words: Int32Array, start: number, places: Int32Array, numbers: readonly number[]): void {
  numbers.forEach((number, i) => {
    const place = places[i] as number;
    if (place >= 0) words[(start + place) >> 2] = number;
  });
}
