import { types } from 'node:util';
import { InputError } from '../errors.ts';
import { LARGEST } from '../problems/fieldSchemas.ts';
import { showValue } from '../problems/showValue.ts';

/** An array that a call takes. */
interface Expected {
  /** Numbers of it; undefined where another check looks at that. */
  readonly length?: number;
  /** Its indices, for example `[bs][cell][user][antenna][2]`. */
  readonly layout: string;
}

/**
 * Refuses what is no Float64Array of so many finite numbers.
 *
 * @throws InputError in one line: the field, what was expected and what came.
 */
export function requireNumbers(field: string, value: unknown, { length, layout }: Expected): void {
  const kind = `a Float64Array${length === undefined ? '' : ` of ${length} numbers`} ${layout}`;
  if (!types.isFloat64Array(value)) throw new InputError(`${field}: expected ${kind}, got ${showValue(value)}`);
  if (length !== undefined && value.length !== length)
    throw new InputError(`${field}: expected ${kind}, got ${value.length} numbers`);
  const at = value.findIndex((x) => !(Math.abs(x) <= LARGEST));
  if (at >= 0)
    throw new InputError(
      `${field}: expected finite numbers of at most ${LARGEST} in magnitude, got ${value[at]} at index ${at}`,
    );
}
