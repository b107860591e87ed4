import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder, removeMade, writeSynced } from './syncedFiles.ts';

/** Files that this process has written: each has a temporary name of its own. */
let written = 0;

/**
 * Writes a file that appears whole or not at all: where the disk refuses, what was there before is still there. A link stays a link,
 * and a device or pipe is written to. Makes the folder.
 *
 * @throws Error of the system when it cannot be written; nothing is left then.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) {
    writeFileSync(file, content); // a folder refuses that
    return;
  }
  const target = found ? realpathSync(file) : file;
  const made = makeFolder(dirname(target));
  const temporary = join(dirname(target), `.tmp-${hostname()}-${process.pid}-${++written}`);
  try {
    writeSynced(temporary, typeof content === 'string' ? new TextEncoder().encode(content) : content, 'w');
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    removeMade(made);
    throw error;
  }
}
