import { InputError } from '../errors.ts';
import { LARGEST } from './fieldSchemas.ts';

/** Numbers in nested lists, as in JSON. */
export type Nested = number | readonly Nested[];

/**
 * Reads a complex array of the given shape: a pair {re, im} of equal-shaped arrays (or numbers) may stand at any level, the
 * remaining indices follow inside. Returns it interleaved, [...shape][2].
 *
 * @throws InputError naming the path within the file.
 */
export function readComplexArray(value: unknown, shape: readonly number[], path: string): Float64Array {
  const result = new Float64Array(shape.reduce((n, s) => n * s, 1) * 2);
  fillComplex(value, shape, path, result, 0);
  return result;
}

/** Reads a real array of the given shape, row-major. */
export function readRealArray(value: unknown, shape: readonly number[], path: string): Float64Array {
  const result = new Float64Array(shape.reduce((n, s) => n * s, 1));
  fillReal(value, shape, path, result, 0, 1);
  return result;
}

/** Nested {re, im} of an interleaved array, the pair around the last `inner` indices. */
export function writeComplexArray(value: Float64Array, shape: readonly number[], inner = 1): unknown {
  if (shape.length <= inner) {
    return { re: nest(value, shape, 0), im: nest(value, shape, 1) };
  }
  const [length = 0, ...rest] = shape;
  const step = value.length / length;
  return Array.from({ length }, (_, i) => writeComplexArray(value.subarray(i * step, (i + 1) * step), rest, inner));
}

/** Nested lists of an array, of its real numbers or of a part of its pairs. */
export function nest(value: Float64Array, shape: readonly number[], part = 0): Nested {
  if (shape.length === 0) return value[part] as number;
  const [length = 0, ...rest] = shape;
  const step = value.length / length;
  return Array.from({ length }, (_, i) => nest(value.subarray(i * step, (i + 1) * step), rest, part));
}

function fillComplex(
  value: unknown,
  shape: readonly number[],
  path: string,
  target: Float64Array,
  offset: number,
): void {
  if (typeof value === 'object' && value !== null && 're' in value && 'im' in value) {
    fillReal(value.re, shape, `${path}.re`, target, offset, 2);
    fillReal(value.im, shape, `${path}.im`, target, offset + 1, 2);
    return;
  }
  const [, ...rest] = shape;
  const step = rest.reduce((n, s) => n * s, 2);
  const items = listOf(value, shape, path, 'a pair {re, im}');
  items.forEach((item, i) => fillComplex(item, rest, `${path}[${i}]`, target, offset + i * step));
}

function fillReal(
  value: unknown,
  shape: readonly number[],
  path: string,
  target: Float64Array,
  offset: number,
  stride: number,
): void {
  if (shape.length === 0) {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new InputError(`${path}: expected a finite number, got ${describe(value)}`);
    if (Math.abs(value) > LARGEST)
      throw new InputError(`${path}: expected a number of at most ${LARGEST} in magnitude, got ${value}`);
    target[offset] = value;
    return;
  }
  const [, ...rest] = shape;
  const step = rest.reduce((n, s) => n * s, stride);
  const items = listOf(value, shape, path, 'a number');
  items.forEach((item, i) => fillReal(item, rest, `${path}[${i}]`, target, offset + i * step, stride));
}

function listOf(value: unknown, shape: readonly number[], path: string, leaf: string): unknown[] {
  const [length] = shape;
  const expected = length === undefined ? leaf : `an array of ${length}`;
  if (length === undefined || !Array.isArray(value) || value.length !== length)
    throw new InputError(`${path}: expected ${expected}, got ${describe(value)}`);
  return value as unknown[];
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'number') return String(value);
  return value === null ? 'null' : value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}
