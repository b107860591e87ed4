import { closeSync, existsSync, fsync, fsyncSync, mkdirSync, openSync, rmdirSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { systemFault } from '../systemErrors.ts';

const synced = promisify(fsync);

/** Makes the names in a directory durable. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Makes a directory and what is missing above it (Node's own recursion never ends below /proc), nothing of it when the system refuses.
 *
 * @returns the directories that were missing, for `removeMade`.
 */
export function makeFolder(folder: string): string[] {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  missing.forEach((path, i) => {
    try {
      makeLastFolder(path);
    } catch (error) {
      removeMade(missing.slice(0, i));
      throw error;
    }
  });
  return missing;
}

/** Removes directories that `makeFolder` has made; one with something in it, as of another writer, stays. */
export function removeMade(folders: readonly string[]): void {
  try {
    for (const folder of folders.toReversed()) rmdirSync(folder);
  } catch (error) {
    if (!systemFault(error)) throw error;
  }
}

/** Makes a directory below one that is there; nothing where it is there already. */
export function makeLastFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // another writer may have been quicker; what is no directory shows when something is written there
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Writes a file and waits until its bytes are on the disk. */
export function writeSynced(file: string, bytes: Uint8Array, flags: string): void {
  const fd = openSync(file, flags);
  try {
    writeAll(fd, bytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

/** What is to be written to a file. */
export interface FileContent {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files that may be open at once; the bytes of all are on the disk when the promise is resolved. The disk is waited for without this
 * thread, and for all files together.
 */
export async function writeFilesSynced(files: readonly FileContent[], flags: string): Promise<void> {
  await syncTogether(
    files.map(({ file }) => file),
    flags,
    (fd, i) => writeAll(fd, files[i]?.bytes ?? new Uint8Array(0)),
  );
}

/** Makes the names in some directories durable, as `writeFilesSynced` does the bytes of files. */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  await syncTogether(folders, 'r', () => undefined);
}

async function syncTogether(
  paths: readonly string[],
  flags: string,
  write: (fd: number, index: number) => void,
): Promise<void> {
  const open: number[] = [];
  try {
    paths.forEach((path, i) => {
      const fd = openSync(path, flags);
      open.push(fd);
      write(fd, i);
    });
  } catch (error) {
    for (const fd of open) closeSync(fd);
    const half = paths.length >> 1; // so few files may be open at once
    if (half === 0 || (error as NodeJS.ErrnoException).code !== 'EMFILE') throw error;
    await syncTogether(paths.slice(0, half), flags, write);
    await syncTogether(paths.slice(half), flags, (fd, i) => write(fd, half + i));
    return;
  }
  // all of them, before any is closed
  const outcomes = await Promise.allSettled(open.map((fd) => synced(fd)));
  for (const fd of open) closeSync(fd);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
