import { InputError } from '../errors.ts';
import { isPlainText, quoted } from '../plainText.ts';

/**
 * Refuses a text that a line of a script, a directive or a manifest cannot hold.
 *
 * @param field that the message names.
 * @throws InputError on a line break, a control character, or half of a surrogate pair.
 */
export function requirePlainText(field: string, text: string): void {
  if (!isPlainText(text))
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
