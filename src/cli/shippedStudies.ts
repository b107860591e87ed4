import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../device/packageRoot.ts';
import { InputError } from '../errors.ts';

const FOLDER = 'experiments';

/** Names of the studies in experiments/. */
export function shippedNames(): string[] {
  return readdirSync(join(packageRoot(), FOLDER))
    .filter((f) => f.endsWith('.yaml'))
    .map((f) => basename(f, '.yaml'))
    .sort();
}

/** File of a shipped study. */
export function shippedFile(name: string): string {
  return join(packageRoot(), FOLDER, `${name}.yaml`);
}

/**
 * Path of the study file that an argument of `run` means: a path, or the name of a shipped study.
 *
 * @throws InputError when there is neither.
 */
export function studyFile(argument: string): string {
  const exists = existsSync(argument);
  if (exists && /\.ya?ml$/.test(argument)) return argument;
  const names = shippedNames();
  if (names.includes(argument)) return shippedFile(argument);
  if (exists)
    throw new InputError(`${argument}: expected a study file whose name ends in .yaml or .yml, got another name`);
  throw new InputError(`${argument}: no such study file or shipped study`, `shipped studies: ${names.join(', ')}`);
}
