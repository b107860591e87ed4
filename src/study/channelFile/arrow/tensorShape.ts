import { InputError } from '../../../errors.ts';
import { quoted } from '../../../plainText.ts';
import { type ArrowField, FIXED_SIZE_LIST } from './arrowFields.ts';

const MOST_DIMS = 64;
/** Of the channels of a realization; a tensor that has these names has them in this order. */
const DIMENSIONS: readonly string[] = ['bs', 'cell', 'user', 'antenna'];

/**
 * Shape of a column of Arrow's canonical extension type `arrow.fixed_shape_tensor`; null for any other.
 *
 * @throws InputError on metadata that are not those of the type, on another order than row-major and on a shape that is not that of the lists.
 */
export function tensorShape({ extension, type, listSize }: ArrowField, where: string): readonly number[] | null {
  if (extension.name !== 'arrow.fixed_shape_tensor') return null;
  const refuse = (expected: string): InputError =>
    new InputError(`${where}: expected ${expected}, got the tensor metadata ${quoted(extension.metadata)}`);
  let value: unknown;
  try {
    value = JSON.parse(extension.metadata);
  } catch {
    throw refuse('JSON such as {"shape": [2, 2, 3, 6, 2]}');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('an object such as {"shape": [2, 2, 3, 6, 2]}');
  const { shape, permutation, dim_names: names } = value as Record<string, unknown>;
  if (!isSizes(shape)) throw refuse('a shape of whole numbers from 0');
  const { length } = shape;
  if (permutation !== undefined && !(isSizes(permutation) && permutation.length === length && isOrder(permutation)))
    throw refuse('a tensor in row-major order');
  if (names !== undefined && !(Array.isArray(names) && names.length === length && names.every(isText)))
    throw refuse(`${length} texts as dim_names`);
  const known = names?.filter((name) => DIMENSIONS.includes(name)) ?? [];
  if (known.join() !== DIMENSIONS.filter((name) => known.includes(name)).join())
    throw refuse(`the dimensions in the order ${DIMENSIONS.join(', ')}`);
  const size = shape.reduce((n, d) => n * BigInt(d), 1n);
  if (type !== FIXED_SIZE_LIST || size !== BigInt(listSize))
    throw refuse(`a tensor of the ${type === FIXED_SIZE_LIST ? listSize : 0} numbers of its fixed-size list`);
  return shape;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= MOST_DIMS && value.every((d) => Number.isSafeInteger(d) && d >= 0);
}

function isOrder(permutation: readonly number[]): boolean {
  return permutation.every((axis, i) => axis === i);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
