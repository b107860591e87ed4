import { InputError } from '../../errors.ts';

/** Real numbers as a flat row-major typed array or as arrays nested by dimension. */
export type Numbers = Float64Array | readonly (number | Numbers)[];

/** Dimensions of a nested array, or null for a flat typed array. Follows the first elements; `flatten` checks the others. */
export function nestedDims(values: Numbers): number[] | null {
  if (values instanceof Float64Array) return null;
  const first = values[0];
  if (first === undefined || typeof first === 'number') return [values.length];
  return [values.length, ...(nestedDims(first) ?? [first.length])];
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
 * @throws InputError naming the field when the shape is neither or a number is not finite.
 */
export function flatten(name: string, values: Numbers, dims: readonly number[], batch: number): BatchedNumbers {
  const size = dims.reduce((a, d) => a * d, 1);
  const out: number[] = [];
  const nested = nestedDims(values);
  if (values instanceof Float64Array) {
    if (values.length !== size && values.length !== batch * size) throw shapeError(name, dims, batch, values.length);
    const at = values.findIndex((v) => !Number.isFinite(v));
    if (at >= 0) throw new InputError(`${name}: expected finite numbers, got ${values[at]} at index ${at}`);
    return { values: values.slice(), perProgram: values.length !== size };
  }
  const perProgram = nested !== null && nested.length === dims.length + 1;
  collect(name, values, perProgram ? [batch, ...dims] : dims, batch, out);
  return { values: Float64Array.from(out), perProgram };
}

function shapeError(name: string, dims: readonly number[], batch: number, got: string | number): InputError {
  const shape = `[${dims.join(', ')}]`;
  return new InputError(
    `${name}: expected shape ${shape} or [${[batch, ...dims].join(', ')}], got ${typeof got === 'number' ? `${got} numbers` : got}`,
  );
}

function collect(name: string, values: Numbers, dims: readonly number[], batch: number, out: number[]): void {
  const [length, ...rest] = dims;
  if (values.length !== length) throw new InputError(`${name}: expected ${length} elements, got ${values.length}`);
  for (const v of values) {
    if (typeof v !== 'number') {
      if (rest.length === 0) throw shapeError(name, dims, batch, 'arrays nested deeper');
      collect(name, v, rest, batch, out);
      continue;
    }
    if (rest.length > 0) throw shapeError(name, dims, batch, 'a number in place of a row');
    if (!Number.isFinite(v)) throw new InputError(`${name}: expected finite numbers, got ${v}`);
    out.push(v);
  }
}
