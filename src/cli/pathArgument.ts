import { resolve } from 'node:path';
import { InputError } from '../errors.ts';

/**
 * The absolute path that an argument means.
 *
 * @param name of the argument, as the message shows it.
 * @throws InputError where Node cannot name the file: of a name that is not UTF-8 it makes another one.
 */
export function pathArgument(name: string, value: string): string {
  const path = resolve(value);
  if (path.includes('\ufffd'))
    throw new InputError(`${name}: expected a path in UTF-8, got ${JSON.stringify(path)}`, 'rename the file or folder');
  return path;
}
