import { InputError } from '../errors.ts';

/** Variables of all programs of a call: 0.5 GiB. */
const MOST_VARIABLES = 2 ** 26;

/** @throws InputError on more variables over a batch than memory is thought to hold, naming the field that has its size. */
export function requireFewVariables(field: string, count: number): void {
  if (count > MOST_VARIABLES)
    throw new InputError(`${field}: expected at most ${MOST_VARIABLES} variables over the batch, got ${count}`);
}
