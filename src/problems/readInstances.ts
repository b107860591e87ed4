import { InputError } from '../errors.ts';
import { oneLine } from '../plainText.ts';
import { type Instance, readInstance } from './instance.ts';
import { readTextFile } from './readTextFile.ts';
import { repeatedKey } from './repeatedKey.ts';
import { showKey } from './showValue.ts';

/** Bytes of an instance file: some three million numbers. */
const LARGEST_FILE = 2 ** 26;

/**
 * Reads instances, each given as the path of a file or as a parsed JSON value.
 *
 * @throws InputError naming the file that cannot be read or is not a valid instance.
 */
export function readInstances(sources: readonly unknown[]): Instance[] {
  return sources.map((source) =>
    typeof source === 'string' ? readInstance(readJson(source), `${source}: `) : readInstance(source),
  );
}

function readJson(path: string): unknown {
  const text = readTextFile(path, { what: 'an instance', most: LARGEST_FILE });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: not JSON (${oneLine(reason)})`); // it may quote lines of the file
  }
  const key = repeatedKey(text);
  if (key !== null) throw new InputError(`${path}: ${showKey(key)}: expected a key once in its object, got it again`);
  return value;
}
