import { readFileSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { oneLine } from '../plainText.ts';
import { withRegularFile } from '../regularFile.ts';
import { refused, systemFault } from '../systemErrors.ts';

/** Largest file of JSON in a study directory, bytes: study.json, a manifest or _SUCCESS has a thousandth of it. */
const MOST_JSON = 64 * 2 ** 20;

/**
 * Bytes of a file of a study directory.
 *
 * @throws Error with the reason when there is no such file, it cannot be read, or it has more than `most` bytes.
 */
export function readRegularFile(path: string, most = Infinity): Buffer {
  return withRegularFile(path, (file, { size }) => {
    if (size > most) throw new Error(`expected at most ${most} bytes, got ${size}`);
    return readFileSync(file);
  });
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
