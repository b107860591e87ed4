import { createRequire } from 'node:module';
import type { Field, Vector } from 'apache-arrow';
import { InputError } from '../../errors.ts';
import type { ChannelArray } from './channelArray.ts';

const require = createRequire(import.meta.url);

/**
 * Channels of an uncompressed Arrow (Feather) file: one row for each realization in column `channels`, or in the only column: lists of
 * float64 or float32 nested as [bs][cell][user][antenna][2], a fixed-shape tensor of that shape, or a flat list of as many numbers.
 *
 * @throws InputError on anything else.
 */
export function arrowChannels(bytes: Uint8Array, file: string): ChannelArray {
  // loaded where there is such a file: it takes a tenth of a second
  const { tableFromIPC } = require('apache-arrow') as typeof import('apache-arrow');
  let table: ReturnType<typeof tableFromIPC>;
  try {
    table = tableFromIPC(bytes);
  } catch (error) {
    throw new InputError(
      `${file}: expected an uncompressed Arrow file (${error instanceof Error ? error.message : String(error)})`,
      "pyarrow.feather.write_feather(table, file, compression='uncompressed') writes one",
    );
  }
  const { fields } = table.schema;
  const field = fields.find((f) => f.name === 'channels') ?? (fields.length === 1 ? fields[0] : undefined);
  const column = field && table.getChild(field.name);
  if (!field || !column)
    throw new InputError(
      `${file}: expected a column channels, got ${fields.map((f) => f.name).join(', ') || 'no column'}`,
    );
  const where = `${file}: column ${field.name}`;
  const declared = tensorShape(field, where);
  const seen = column.length > 0 && !declared ? nestedShape(column.get(0)) : null;
  const shape = declared ?? (seen && seen.length > 1 ? seen : null);
  if (shape && shape.at(-1) !== 2)
    throw new InputError(`${where}: expected pairs (re, im) innermost, got shape [${shape.join(', ')}]`);
  return {
    realizations: column.length,
    shape: shape ? shape.slice(0, -1) : null,
    at: (i) => {
      const numbers: number[] = [];
      flatten(
        column.get(i),
        declared ? [declared.reduce((n, d) => n * d, 1)] : (seen ?? []),
        numbers,
        `${where}[${i}]`,
      );
      return Float64Array.from(numbers);
    },
  };
}

/** Shape of a column of Arrow's canonical extension type `arrow.fixed_shape_tensor`; null for any other. */
function tensorShape(field: Field, where: string): number[] | null {
  if (field.metadata.get('ARROW:extension:name') !== 'arrow.fixed_shape_tensor') return null;
  const text = field.metadata.get('ARROW:extension:metadata') ?? '';
  const { shape, permutation } = JSON.parse(text) as { shape?: number[]; permutation?: number[] };
  if (!shape || (permutation && permutation.some((p, i) => p !== i)))
    throw new InputError(`${where}: expected a tensor in row-major order, got ${text}`);
  return shape;
}

function isVector(value: unknown): value is Vector {
  return typeof value === 'object' && value !== null && 'toArray' in value && 'get' in value;
}

/** Lengths of the lists around the first number. */
function nestedShape(value: unknown): number[] {
  return isVector(value) ? [value.length, ...nestedShape(value.get(0))] : [];
}

function flatten(value: unknown, shape: readonly number[], target: number[], where: string): void {
  const [length, ...rest] = shape;
  if (length === undefined) {
    if (typeof value !== 'number') throw new InputError(`${where}: expected a number, got ${String(value)}`);
    target.push(value);
    return;
  }
  if (!isVector(value) || value.length !== length)
    throw new InputError(
      `${where}: expected a list of ${length}, got ${isVector(value) ? `one of ${value.length}` : String(value)}`,
    );
  for (let i = 0; i < length; i++) flatten(value.get(i), rest, target, `${where}[${i}]`);
}
