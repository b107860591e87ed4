import { InputError } from '../../errors.ts';

/** Real numbers as a flat row-major typed array or as arrays nested by dimension. */
export type Numbers = Float64Array | readonly (number | Numbers)[];

/** The largest number of an input: its square stays inside float64. */
const LARGEST = 1e120;

/** Levels of nested arrays that are looked at: one more than a batch of matrices has. */
const DEEPEST = 4;

/** Dimensions of a nested array, or null for a flat typed array. Follows the first elements; `flatten` checks the others. */
export function nestedDims(values: Numbers, most = DEEPEST): number[] | null {
  if (values instanceof Float64Array) return null;
  const first = values[0];
  if (!isNested(first) || most === 1) return [values.length];
  return [values.length, ...(nestedDims(first, most - 1) ?? [first.length])];
}

/** For callers without types: elements may be anything. */
function isNested(value: unknown): value is Numbers {
  return Array.isArray(value) || value instanceof Float64Array;
}

/** Whether a field is one for all programs of a batch or one for each, as a flat array. */
export interface BatchedNumbers {
  readonly values: Float64Array;
  readonly perProgram: boolean;
}

/**
 * Flattens an array of shape `dims` (shared by the batch) or [batch, ...dims] (per program) into a copy, so that a later change of the caller's
 * array does not reach a solve under way.
 *
 * @param most magnitude that a number may have.
 * @throws InputError naming the field when the shape is neither or a number is not finite or too large.
 */
export function flatten(
  name: string,
  values: Numbers,
  dims: readonly number[],
  batch: number,
  most = LARGEST,
): BatchedNumbers {
  const size = dims.reduce((a, d) => a * d, 1);
  const out: number[] = [];
  const nested = nestedDims(values);
  if (values instanceof Float64Array) {
    if (values.length !== size && values.length !== batch * size) throw shapeError(name, dims, batch, values.length);
    const at = values.findIndex((v) => !isWithin(v, most));
    if (at >= 0) throw numberError(name, most, `${values[at]} at index ${at}`);
    return { values: values.slice(), perProgram: values.length !== size };
  }
  const perProgram = nested !== null && nested.length === dims.length + 1;
  collect(name, values, perProgram ? [batch, ...dims] : dims, batch, out, most);
  return { values: Float64Array.from(out), perProgram };
}

function shapeError(name: string, dims: readonly number[], batch: number, got: string | number): InputError {
  const shape = `[${dims.join(', ')}]`;
  return new InputError(
    `${name}: expected shape ${shape} or [${[batch, ...dims].join(', ')}], got ${typeof got === 'number' ? `${got} numbers` : got}`,
  );
}

function isWithin(value: number, most: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= most;
}

function numberError(name: string, most: number, got: string): InputError {
  const limit = most < Infinity ? ` of at most ${most} in magnitude` : '';
  return new InputError(`${name}: expected finite numbers${limit}, got ${got}`);
}

function collect(
  name: string,
  values: Numbers,
  dims: readonly number[],
  batch: number,
  out: number[],
  most: number,
): void {
  const [length, ...rest] = dims;
  if (values.length !== length) throw new InputError(`${name}: expected ${length} elements, got ${values.length}`);
  for (const v of values) {
    if (typeof v !== 'number') {
      if (!isNested(v))
        throw new InputError(`${name}: expected numbers, got ${v === null ? 'null' : `a value of type ${typeof v}`}`);
      if (rest.length === 0) throw shapeError(name, dims, batch, 'arrays nested deeper');
      collect(name, v, rest, batch, out, most);
      continue;
    }
    if (rest.length > 0) throw shapeError(name, dims, batch, 'a number in place of a row');
    if (!isWithin(v, most)) throw numberError(name, most, String(v));
    out.push(v);
  }
}
