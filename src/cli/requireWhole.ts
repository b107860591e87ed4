import { InputError } from '../errors.ts';

/**
 * Refuses the value of a number option that is no whole number within its bounds; one that was not given is taken.
 *
 * @throws InputError naming the option.
 */
export function requireWhole(
  option: string,
  value: number | undefined,
  { least = 1, most = Infinity }: { readonly least?: 0 | 1; readonly most?: number } = {},
): void {
  if (value === undefined) return;
  if (!Number.isSafeInteger(value) || value < least)
    throw new InputError(
      `${option}: expected ${least === 1 ? 'a positive integer' : 'an integer of at least 0'}, got ${value}`,
    );
  if (value > most) throw new InputError(`${option}: expected an integer of at most ${most}, got ${value}`);
}
