import { InputError } from '../errors.ts';
import type { ProgramShape } from './program.ts';
import { arrowSize, matrixBytes, MOST_WORKSPACE } from './programCost.ts';

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

/** @throws InputError on blocks of local rows, coupled cones included, whose matrices together are larger than a workspace can be. */
export function requireSmallBlocks(field: string, shape: ProgramShape): void {
  const size = arrowSize(shape);
  const bytes = matrixBytes(size);
  if (bytes <= MOST_WORKSPACE) return;
  const gib = (count: number): number => Number((count / 2 ** 30).toPrecision(2));
  const largest = size.arrow.reduce((most, { rows }) => Math.max(most, rows), 0);
  throw new InputError(
    `${field}: expected normal equations of at most ${gib(MOST_WORKSPACE)} GiB, got ${gib(bytes)} GiB: ${size.arrow.length} blocks of up to ${largest} rows, coupled cones included, and ${size.border} others`,
  );
}
