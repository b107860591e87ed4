import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { kindOfFile } from '../regularFile.ts';
import type { TableName } from './tables/tableNames.ts';

const FILES = ['study.json', '_SUCCESS'];

/**
 * Checks that what stands in the place of a file or folder of a study directory is one; what is not there may be made.
 *
 * @param tables of the study, none where they are not known yet.
 * @throws InputError naming what is of another kind.
 * @throws Error of the system when it cannot be looked at.
 */
export function requireLayout(root: string, tables: readonly TableName[] = []): void {
  const folders = ['manifest', 'data', ...tables.map((table) => join('data', table))];
  for (const name of [...folders, ...FILES]) {
    const path = join(root, name);
    const isFile = FILES.includes(name);
    const found = kindAt(path);
    if (found === undefined || found === (isFile ? 'a file' : 'a folder')) continue;
    throw new InputError(
      `${path}: expected ${isFile ? 'a file' : 'a folder'} of the study, got ${found}`,
      'move it away, or choose another directory',
    );
  }
}

/** What is there, undefined for nothing; a link counts as what it leads to. */
function kindAt(path: string): string | undefined {
  if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? kindOfFile(found) : 'a link that leads nowhere';
}
