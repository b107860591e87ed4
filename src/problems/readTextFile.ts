import { readSync, type Stats } from 'node:fs';
import { InputError } from '../errors.ts';
import { NoRegularFile, withRegularFile } from '../regularFile.ts';
import { refused } from '../systemErrors.ts';

/** What a file that somebody wrote by hand or by a program is read with. */
export interface TextFileOptions {
  /** For the message, for example `a study`. */
  readonly what: string;
  /** Bytes that it may have. */
  readonly most: number;
}

/**
 * Reads a regular file as UTF-8 text; its size is known before a byte is read, and nothing waits for a pipe.
 *
 * @throws InputError in one line when it cannot be opened, is a folder, pipe or device, is larger than `most`, or is not UTF-8.
 */
export function readTextFile(path: string, { what, most }: TextFileOptions): string {
  const read = (file: number, { size }: Stats): Uint8Array => {
    if (size > most)
      throw new InputError(`${path}: expected ${what} of at most ${sizeText(most)}, got ${sizeText(size)}`);
    // one byte more than its size: a file that grows meanwhile, or one of /proc, is not taken for what it was
    const bytes = Buffer.allocUnsafe(Math.min(most, Math.max(size, 4096)) + 1);
    let length = 0;
    for (let count = 1; count > 0 && length < bytes.length; length += count)
      count = readSync(file, bytes, length, bytes.length - length, null);
    if (length === bytes.length) throw new InputError(`${path}: expected a file at rest, got one that grows`);
    return bytes.subarray(0, length);
  };
  let bytes: Uint8Array;
  try {
    bytes = withRegularFile(path, read);
  } catch (error) {
    if (error instanceof NoRegularFile) throw new InputError(`${path}: ${error.message}`);
    throw refused(`${path}: cannot be read`, error);
  }
  return decodeText(bytes, path);
}

/**
 * Text of UTF-8 bytes.
 *
 * @throws InputError naming the line and column of the first byte that is none.
 */
function decodeText(bytes: Uint8Array, path: string): string {
  const hint = 'save the file as UTF-8';
  const [first, second] = bytes;
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (wide || bytes.subarray(0, 4).includes(0))
    throw new InputError(`${path}:1:1: expected text in UTF-8, got UTF-16 or UTF-32`, hint);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const at = firstInvalid(bytes);
    const before = bytes.subarray(0, at);
    const line = before.reduce((n, byte) => (byte === 0x0a ? n + 1 : n), 1);
    const column = at - before.lastIndexOf(0x0a);
    const got = `byte 0x${(bytes[at] ?? 0).toString(16)}`;
    throw new InputError(`${path}:${line}:${column}: expected text in UTF-8, got ${got} at offset ${at}`, hint);
  }
}

/** Offset of the first byte that belongs to no character. */
function firstInvalid(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    // the last character may be cut
    if (decodes(bytes.subarray(0, middle), true)) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && !decodes(bytes.subarray(0, low), false)) low--;
  return low;
}

function decodes(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

function sizeText(bytes: number): string {
  return bytes >= 2 ** 20 ? `${Number((bytes / 2 ** 20).toFixed(1))} MiB` : `${bytes} bytes`;
}
