import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../errors.ts';
import { pathArgument } from './pathArgument.ts';
import { shippedFile, shippedNames } from './shippedStudies.ts';

const EXTENSION = /\.ya?ml$/;

/**
 * Path of the study file that an argument means: a path, or the name of a shipped study.
 *
 * @throws InputError when there is neither.
 */
export function studyFile(argument: string): string {
  const exists = existsSync(argument);
  if (exists && EXTENSION.test(argument)) return argument;
  const names = shippedNames();
  if (names.includes(argument)) return shippedFile(argument);
  if (exists)
    throw new InputError(`${argument}: expected a study file whose name ends in .yaml or .yml, got another name`);
  throw new InputError(`${argument}: no such study file or shipped study`, `shipped studies: ${names.join(', ')}`);
}

/** Name of a study: that of its file, without the extension. */
export function studyName(file: string): string {
  return basename(file).replace(EXTENSION, '');
}

/** Absolute path of the study directory: --out, or output/<name> in the current folder. */
export function studyDirectory(out: string | undefined, name: string): string {
  return pathArgument('--out', out ?? join('output', name));
}
