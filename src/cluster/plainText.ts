import { InputError } from '../errors.ts';

/** Control characters, separators of lines and paragraphs, halves of surrogate pairs and non-characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu;

/** Messages show so many characters of a text. */
const SHOWN = 60;

/**
 * Refuses a text that a line of a script, a directive or a manifest cannot hold.
 *
 * @param field that the message names.
 * @throws InputError on a line break, a control character, or half of a surrogate pair.
 */
export function requirePlainText(field: string, text: string): void {
  if (text.search(UNPRINTABLE) >= 0)
    throw new InputError(`${field}: expected a text without line breaks and control characters, got ${quoted(text)}`);
}

/**
 * Refuses a text that does not have the form of its option.
 *
 * @throws InputError naming the option, what was expected and what came.
 */
export function requireForm(option: string, text: string | undefined, form: RegExp, expected: string): void {
  if (text !== undefined && !form.test(text))
    throw new InputError(`${option}: expected ${expected}, got ${quoted(text)}`);
}

/** A text on one line of a message, in double quotes. */
export function quoted(text: string): string {
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
  return withEscapes(JSON.stringify(short));
}

/** A JSON text with every unprintable character as an escape: JSON leaves some of them, which YAML takes for line breaks. */
export function withEscapes(json: string): string {
  return json.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
