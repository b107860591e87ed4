import { readFileSync, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { oneLine } from '../plainText.ts';
import { refused, systemFault } from '../systemErrors.ts';

/** Largest file of JSON in a study directory, bytes: study.json, a manifest or _SUCCESS has a thousandth of it. */
const MOST_JSON = 64 * 2 ** 20;

/**
 * Bytes of a file. Something else of that name, such as a pipe, could be read for ever.
 *
 * @throws Error with the reason when there is no such file, or it cannot be read.
 */
export function readRegularFile(file: string, most = Infinity): Buffer {
  const found = statSync(file);
  if (!found.isFile() && !found.isDirectory()) throw new Error('expected a file, got something else');
  if (found.size > most) throw new Error(`expected at most ${most} bytes, got ${found.size}`);
  return readFileSync(file);
}

/** Text of a file of JSON in a study directory. @throws InputError naming the file when it cannot be read. */
export function readJsonText(file: string, hint?: string): string {
  try {
    return readRegularFile(file, MOST_JSON).toString('utf8');
  } catch (error) {
    throw unreadable(file, error, hint);
  }
}

/** Content of a file of JSON in a study directory. @throws InputError naming the file when it is not readable JSON. */
export function readJson(file: string, hint?: string): unknown {
  const text = readJsonText(file, hint);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw unreadable(file, error, hint);
  }
}

function unreadable(file: string, error: unknown, hint: string | undefined): unknown {
  if (systemFault(error)) return refused(`${file}: cannot be read`, error);
  const reason = error instanceof Error ? error.message : String(error);
  return new InputError(`${file}: cannot be read (${oneLine(reason)})`, hint); // V8 quotes what it cannot parse
}
