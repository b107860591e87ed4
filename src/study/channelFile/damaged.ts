import { InputError } from '../../errors.ts';

/** A channel file contradicts itself; the message says where, to go into brackets. */
export class Damaged extends Error {}

/**
 * Reads something of a channel file.
 *
 * @param expected what the file should be, with its article.
 * @throws InputError where `read` finds the file damaged (Damaged) or pointing outside of its bytes (RangeError).
 */
export function readChecked<T>(file: string, expected: string, read: () => T, hint?: string): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Damaged) && !(error instanceof RangeError)) throw error;
    const reason = error instanceof Damaged ? error.message : 'it points beyond its end';
    throw new InputError(`${file}: expected ${expected}, got a damaged or incomplete one (${reason})`, hint);
  }
}
