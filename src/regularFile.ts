import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';

/** Something else stands in the place of a file; the message says what, without the path. */
export class NoRegularFile extends Error {}

/** What a path leads to. */
export function kindOfFile(found: Stats): string {
  if (found.isFile()) return 'a file';
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/**
 * Opens a file that must be a regular one and reads it: the one way to the bytes of a file that somebody names. Nothing is read of anything else, which may have
 * no end, and nothing waits for the writer of a pipe.
 *
 * @param read is given the open file and what the system says of it; the file is closed when it returns.
 * @returns what `read` returns.
 * @throws NoRegularFile on a folder, pipe, socket or device.
 * @throws Error of the system when it cannot be opened.
 */
export function withRegularFile<T>(path: string, read: (file: number, found: Stats) => T): T {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // Windows has no such flag
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new NoRegularFile(`expected a file, got ${kindOfFile(found)}`);
    return read(file, found);
  } finally {
    closeSync(file);
  }
}
