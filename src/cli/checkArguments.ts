import { requirePlainText } from '../cluster/requireText.ts';
import { InputError } from '../errors.ts';
import { quoted } from '../plainText.ts';

/** Option of submit, repeatable, whose value is an option of another program. */
export const PASSED = 'sbatch';
/** Options that take several values. */
const LISTS: readonly string[] = ['files', 'select', PASSED];
/** As people write numbers; Number() also takes nothing for 0, and 0x10. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What the parser of the command line knows of its options and arguments. */
interface Known {
  /** Names of the number options. */
  readonly number: readonly string[];
  /** Names of the options that are true or false. */
  readonly boolean: readonly string[];
  /** Names of the arguments that are given by their place. */
  readonly positional: readonly string[];
}

/**
 * Refuses what the parser of the command line lets through or drops: options given twice, words after `--`, arguments with a name,
 * empty texts, texts of several lines, numbers that are none, and truth values that are neither true nor false.
 *
 * @param args what was parsed.
 * @param words the command line, without program and script.
 * @throws InputError naming the option, what was expected and what came.
 */
export function checkArguments(args: Readonly<Record<string, unknown>>, known: Known, words: readonly string[]): true {
  const end = words.indexOf('--');
  if (end >= 0 && end < words.length - 1)
    throw new InputError(`--: expected nothing after it, got ${quoted(String(words[end + 1]))}`);
  words.forEach((word, i) => {
    const [, given = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const name = given.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    if (known.positional.includes(name))
      throw new InputError(`${word}: expected it without a name, as the argument <${name}>, got an option`);
    if (known.number.includes(name)) requireNumber(name, inline ?? words[i + 1] ?? '');
    if (known.boolean.includes(name) && inline !== undefined && inline !== 'true' && inline !== 'false')
      throw new InputError(`--${name}: expected true or false, got ${quoted(inline)}`);
  });
  for (const [name, value] of Object.entries(args)) {
    if (name === '_' || name === '$0') continue;
    const option = known.positional.includes(name) ? name : `--${name}`;
    if (Array.isArray(value) && !LISTS.includes(name))
      throw new InputError(`${option}: expected one value, got ${value.join(' and ')}`);
    for (const text of [value].flat()) if (typeof text === 'string') requireLine(option, text);
  }
  return true;
}

function requireNumber(name: string, text: string): void {
  if (!DECIMAL.test(text)) throw new InputError(`--${name}: expected a number, got ${quoted(text)}`);
}

function requireLine(option: string, text: string): void {
  if (text === '') throw new InputError(`${option}: expected a text, got an empty one`);
  requirePlainText(option, text);
}
