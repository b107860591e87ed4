import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { describeIssue, fieldName } from '../problems/describeIssue.ts';
import { schemaKeys } from '../problems/schemaKeys.ts';

/** Levels of arguments: no schema has more. */
const DEEPEST = 6;

/**
 * Refuses an argument of a call that is not what its schema says.
 *
 * @param name of the argument; its fields are named below it.
 * @param keysAt the keys that its mappings may have, where they are known already.
 * @throws InputError in one line: the field, what was expected and what came.
 */
export function requireArgument(
  name: string,
  value: unknown,
  schema: z.ZodType,
  keysAt?: (path: readonly PropertyKey[]) => readonly string[],
): void {
  requireMappings(name, value);
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const keys = keysAt ?? schemaKeys(schema);
  // the last of several faults of one value is about its narrowest limit
  const faults = parsed.error.issues.flatMap((issue) => describeIssue(issue, value, keys));
  const [first = { path: [], message: 'expected another value' }] = faults;
  const own = faults.filter((f) => fieldName(f.path) === fieldName(first.path)).at(-1) ?? first;
  throw new InputError(`${below(name, own.path)}: ${own.message}`);
}

function below(name: string, path: readonly PropertyKey[]): string {
  return fieldName([name, ...path].filter((key) => key !== ''));
}

/** Most elements of an array: a longer one is a mistake, such as `new Array(2 ** 32 - 1)`, and would be looked at for minutes. */
const MOST_ELEMENTS = 2 ** 26;

/** Objects that have no keys of their own, and would be taken for mappings that leave everything out. */
const NO_MAPPINGS = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Date', 'RegExp', 'Number', 'String', 'Boolean'];

function requireMappings(name: string, value: unknown, path: readonly PropertyKey[] = []): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || path.length > DEEPEST) return;
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (NO_MAPPINGS.includes(kind))
    throw new InputError(`${below(name, path) || 'options'}: expected a mapping, got a ${kind}`);
  if (Array.isArray(value) && value.length > MOST_ELEMENTS)
    throw new InputError(`${below(name, path)}: expected at most ${MOST_ELEMENTS} elements, got ${value.length}`);
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const item = (value as Record<PropertyKey, unknown>)[key];
    if (typeof item === 'object') requireMappings(name, item, [...path, key]); // most items are numbers
  }
}

/**
 * As `requireArgument`, for the one object of options of a call: its fields are named alone.
 *
 * @param name of the whole, where it is no object.
 */
export function requireOptions(value: unknown, schema: z.ZodType, name = 'options'): void {
  requireArgument(typeof value === 'object' && value !== null && !Array.isArray(value) ? '' : name, value, schema);
}
