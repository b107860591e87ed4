/** Numbers of the IPC file format of Apache Arrow (format/File.fbs, Message.fbs and Schema.fbs), for its writer and for both readers. */

/** First and last bytes of a file. */
export const MAGIC = 'ARROW1';
/** The magic word in front of the first message, filled up. */
export const HEAD = 8;
/** Behind the footer: its length and the magic word again. */
export const TAIL = 4 + MAGIC.length;
/** In front of the metadata of a message: the mark, and their length. */
export const PREFIX = 8;
/** The mark of a message, a signed integer. */
export const MARK = -1;
/** Messages and buffers begin at multiples of it. */
export const ALIGNMENT = 8;
/** V5 of the format. */
export const VERSION_5 = 4;
/** Bytes of a place of a message in the footer. */
export const BLOCK = 24;
/** Bytes of a node (length and nulls) and of a buffer (offset and length) in a record batch. */
export const PAIR = 16;
/** Alternatives of the union MessageHeader. */
export const HEADER = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
/** Alternatives of the union Type that the tables have. */
export const TYPE = { int: 2, float: 3, text: 5, bool: 6, list: 12, fixedSizeList: 16 } as const;
/** Double of the enum Precision. */
export const DOUBLE = 2;
/** Name of the one column that a list has. */
export const ITEM = 'item';
