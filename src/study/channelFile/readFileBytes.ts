import { createHash } from 'node:crypto';
import { fstatSync, readSync, type Stats } from 'node:fs';
import { InputError } from '../../errors.ts';
import { NoRegularFile, withRegularFile } from '../../regularFile.ts';
import { refused, systemFault } from '../../systemErrors.ts';
import { SharedBytes } from './sharedBytes.ts';
import { requireSize } from './sizeLimit.ts';

const PIECE = 2 ** 26;

/** A file in memory. */
export interface FileBytes {
  readonly bytes: SharedBytes;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Reads a whole file into memory that threads share.
 *
 * @param limitGiB most that the file may have (`requireSize`).
 * @throws InputError when it cannot be read (ResumableError where the machine is to blame), is no regular file, is empty, is larger than the limit, or changes meanwhile.
 */
export function readFileBytes(path: string, limitGiB: number): FileBytes {
  try {
    return withRegularFile(path, (file, found) => readOpen(file, found, path, limitGiB));
  } catch (error) {
    if (error instanceof NoRegularFile) throw new InputError(`${path}: ${error.message}`);
    const what = `${path}: cannot read the channels`;
    const fault = systemFault(error);
    if (fault?.code !== 'ENOENT') throw refused(what, error);
    throw new InputError(
      `${what} (${fault.reason})`,
      `${fault.hint}; verify and extract take --channels FILE where the channel file of a study was moved`,
    );
  }
}

function readOpen(file: number, before: Stats, path: string, limitGiB: number): FileBytes {
  if (before.size === 0) throw new InputError(`${path}: expected a file of channels, got an empty one`);
  requireSize(before.size, limitGiB, path);
  const bytes = SharedBytes.allocate(before.size, path);
  const hash = createHash('sha256');
  let end = 0;
  for (const piece of bytes.pieces(PIECE)) {
    let at = 0;
    while (at < piece.length) {
      const count = readSync(file, piece, at, piece.length - at, end + at);
      if (count === 0) throw changed(path);
      at += count;
    }
    end += at;
    hash.update(piece);
  }
  const after = fstatSync(file);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path);
  return { bytes, sha256: hash.digest('hex') };
}

function changed(path: string): InputError {
  return new InputError(
    `${path}: expected a file of channels that stays as it is, got one that changed while it was read`,
  );
}
