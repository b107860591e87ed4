import { Flatbuffer } from '../../tables/arrow/flatbuffer.ts';
import { BLOCK, HEAD, HEADER, MAGIC, MARK, PREFIX, TAIL } from '../../tables/arrow/formatNumbers.ts';
import { Damaged } from '../damaged.ts';
import type { SharedBytes } from '../sharedBytes.ts';

const CODECS: Readonly<Record<number, string>> = { 0: 'LZ4', 1: 'zstd' };

/** A table of flatbuffers. */
export interface FlatTable {
  readonly flat: Flatbuffer;
  readonly table: number;
}

/** Where a record batch lies. */
export interface BatchPlace {
  readonly rows: number;
  /** First byte of its message. */
  readonly at: number;
}

/** What an Arrow file or stream consists of. Dictionaries are left out: channels have none. */
export interface ArrowMessages {
  readonly schema: FlatTable;
  readonly batches: readonly BatchPlace[];
}

/** A record batch, its metadata and its buffers. */
export interface ArrowMessage {
  readonly header: FlatTable;
  /** Version of the format, 4 for V5. */
  readonly version: number;
  readonly kind: number;
  readonly body: SharedBytes;
  /** Behind the body. */
  readonly end: number;
}

/**
 * Finds the messages of an Arrow file (Feather 2) or stream (format/File.fbs and Message.fbs of Apache Arrow). They lie one after the other:
 * what is read is bounded by the bytes of the file.
 *
 * @throws Damaged, or RangeError, on anything else.
 */
export function arrowMessages(file: SharedBytes): ArrowMessages {
  if (startsWith(file, 'FEA1')) throw new Damaged('it is of version 1 of Feather, which pandas no longer writes');
  return startsWith(file, MAGIC) ? ofFile(file) : ofStream(file);
}

function startsWith(file: SharedBytes, word: string, at = 0): boolean {
  return at + word.length <= file.length && Buffer.from(file.bytes(at, word.length)).toString('latin1') === word;
}

function ofFile(file: SharedBytes): ArrowMessages {
  const tail = file.length - TAIL;
  if (tail < HEAD || !startsWith(file, MAGIC, tail + 4)) throw new Damaged('its end is not there');
  const length = file.int32(tail);
  const start = tail - length;
  if (length <= 0 || start < HEAD) throw new Damaged('its footer has a wrong length');
  const flat = new Flatbuffer(file.bytes(start, length));
  const footer = flat.root();
  const batches: BatchPlace[] = [];
  let end = HEAD;
  for (const block of flat.elements(flat.field(footer, 3), BLOCK)) {
    const at = flat.long(block);
    // each behind the one before: a message counts once
    if (at < end) throw new Damaged('its record batches overlap');
    const message = openMessage(file, at, start);
    batches.push({ rows: rowsOf(message), at });
    end = message.end;
  }
  return { schema: { flat, table: flat.table(flat.field(footer, 1)) }, batches };
}

function ofStream(file: SharedBytes): ArrowMessages {
  const first = openMessage(file, 0, file.length);
  if (first.kind !== HEADER.schema) throw new Damaged('it does not begin with a schema');
  const batches: BatchPlace[] = [];
  for (let at = first.end; at + PREFIX <= file.length;) {
    if (file.int32(at) === MARK && file.uint32(at + 4) === 0) break; // the end of a stream
    const message = openMessage(file, at, file.length);
    if (message.kind === HEADER.recordBatch) batches.push({ rows: rowsOf(message), at });
    at = message.end;
  }
  return { schema: first.header, batches };
}

/**
 * Opens the message at a place.
 *
 * @param limit the message and its body end before it.
 */
export function openMessage(file: SharedBytes, at: number, limit: number): ArrowMessage {
  if (file.int32(at) !== MARK)
    throw new Damaged(at === 0 ? 'it does not begin as one' : `no message begins at byte ${at}`);
  const length = file.uint32(at + 4);
  const bodyAt = at + PREFIX + length;
  if (length === 0 || bodyAt > limit) throw new Damaged(`the message at byte ${at} has a wrong length`);
  const flat = new Flatbuffer(file.bytes(at + PREFIX, length));
  const message = flat.root();
  const bodyLength = flat.long(flat.field(message, 3));
  if (!(bodyLength >= 0) || bodyAt + bodyLength > limit)
    throw new Damaged(`the body of the message at byte ${at} has a wrong length`);
  return {
    header: { flat, table: flat.table(flat.field(message, 2)) },
    version: flat.short(flat.field(message, 0)),
    kind: flat.byte(flat.field(message, 1)),
    body: file.part(bodyAt, bodyLength),
    end: bodyAt + bodyLength,
  };
}

function rowsOf({ kind, header }: ArrowMessage): number {
  if (kind !== HEADER.recordBatch) throw new Damaged('a record batch is none');
  const rows = header.flat.long(header.flat.field(header.table, 0));
  if (!Number.isSafeInteger(rows) || rows < 0) throw new Damaged(`a record batch has ${rows} rows`);
  return rows;
}

/** How the buffers of a record batch are compressed; null where they are not. */
export function codecOf({ header: { flat, table } }: ArrowMessage): string | null {
  const place = flat.field(table, 3);
  if (place === 0) return null;
  const code = flat.byte(flat.field(flat.table(place), 0));
  return CODECS[code] ?? `codec ${code}`;
}
