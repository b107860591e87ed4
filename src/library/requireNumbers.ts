import { types } from 'node:util';
import { InputError } from '../errors.ts';
import { LARGEST } from '../problems/fieldSchemas.ts';
import { showValue } from '../problems/showValue.ts';

/**
 * Refuses what is no Float64Array of so many finite numbers.
 *
 * @param layout its indices, for example `[bs][cell][user][antenna][2]`.
 * @throws InputError in one line: the field, what was expected and what came.
 */
export function requireNumbers(field: string, value: unknown, length: number, layout: string): void {
  const kind = `a Float64Array of ${length} numbers ${layout}`;
  if (!types.isFloat64Array(value)) throw new InputError(`${field}: expected ${kind}, got ${showValue(value)}`);
  if (value.length !== length) throw new InputError(`${field}: expected ${kind}, got ${value.length} numbers`);
  requireFinite(field, value);
}

/**
 * Refuses numbers that are not finite or beyond what products stay inside float64 of.
 *
 * @throws InputError as `requireNumbers`.
 */
export function requireFinite(field: string, values: Float64Array): void {
  const at = values.findIndex((x) => !(Math.abs(x) <= LARGEST));
  if (at >= 0)
    throw new InputError(
      `${field}: expected finite numbers of at most ${LARGEST} in magnitude, got ${values[at]} at index ${at}`,
    );
}
