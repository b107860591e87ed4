import { InputError } from '../errors.ts';

/** Variables of all programs of a call: 0.5 GiB. */
const MOST_VARIABLES = 2 ** 26;
/** Rows in the dense matrix of the normal equations: 2 GiB, half of what WebAssembly can address. */
const MOST_ROWS = 2 ** 14;

/** @throws InputError on more variables over a batch than memory is thought to hold, naming the field that has its size. */
export function requireFewVariables(field: string, count: number): void {
  if (count > MOST_VARIABLES)
    throw new InputError(`${field}: expected at most ${MOST_VARIABLES} variables over the batch, got ${count}`);
}

/** @throws InputError on more rows that are not local to a block than the matrix of the normal equations can have, naming the field that has their number. */
export function requireFewRows(field: string, count: number): void {
  if (count > MOST_ROWS)
    throw new InputError(`${field}: expected at most ${MOST_ROWS} rows that are not local to a block, got ${count}`);
}
