import type { z } from 'zod';
import { closestName } from './closestName.ts';
import { showKey, showValue } from './showValue.ts';

/** A fault of a file or an argument: the path of a field and what was expected there and came instead. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a finite number',
  int: 'an integer',
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  boolean: 'true or false',
  bigint: 'an integer of type bigint',
  tuple: 'a list',
};

/**
 * The faults behind one issue of zod, in words: one for each unknown key, and those of the alternative that the value is
 * meant for where several are allowed.
 *
 * @param root the whole value that was checked.
 * @param keysAt the keys that the mapping at a path may have, where they are known.
 */
export function describeIssue(
  issue: z.core.$ZodIssue,
  root: unknown,
  keysAt: (path: readonly PropertyKey[]) => readonly string[] = () => [],
): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const keys = keysAt(issue.path);
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKey(key, keys) }));
  }
  if (issue.code === 'invalid_union') {
    const got = valueAt(root, issue.path);
    const alternatives = issue.errors.map((issues) =>
      issues.flatMap((i) => describeIssue({ ...i, path: [...issue.path, ...i.path] }, root, keysAt)),
    );
    const mapping = typeof got === 'object' && got !== null && !Array.isArray(got);
    const chosen = mapping ? alternatives.at(-1) : alternatives[0];
    if (chosen && chosen.length > 0) return chosen;
  }
  const { path, value } = given(root, issue.path);
  const expected = expectation(issue);
  return [{ path, message: / got /.test(expected) ? expected : `${expected}, got ${showValue(value)}` }];
}

/** A key that nobody reads, with those that there are and the one that was probably meant. */
function unknownKey(key: string, keys: readonly string[]): string {
  if (key === '<<') return 'unknown key, expected the fields themselves (merge keys are not read), got <<';
  const expected = keys.length > 0 ? `expected one of ${keys.join(', ')}` : 'expected nothing of that name';
  const meant = closestName(key, keys);
  return `unknown key${meant === undefined ? '' : ` (did you mean ${meant}?)`}, ${expected}, got ${showKey(key)}`;
}

/** `scenario.cells`, `schemes[0]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((p) => (typeof p === 'number' ? `[${p}]` : `.${showKey(p)}`))
    .join('')
    .replace(/^\./, '');
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('expected')) return issue.message; // the schema's own words
  if (issue.code === 'invalid_type') {
    const kind: string = issue.expected;
    return `expected ${KINDS[kind] ?? kind}`;
  }
  if (issue.code === 'invalid_value') {
    const [first] = issue.values;
    return issue.values.length === 1 ? `expected ${String(first)}` : `expected one of ${issue.values.join(', ')}`;
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const small = issue.code === 'too_small';
    const limit = small ? issue.minimum : issue.maximum;
    if (issue.origin === 'array')
      return `expected ${small ? 'at least' : 'at most'} ${limit} value${limit === 1 ? '' : 's'}`;
    if (issue.origin === 'string')
      return `expected a text of ${small ? 'at least' : 'at most'} ${limit} character${limit === 1 ? '' : 's'}`;
    if (issue.inclusive) return `expected a number of ${small ? 'at least' : 'at most'} ${limit}`;
    return `expected a number ${small ? 'above' : 'below'} ${limit}`;
  }
  return issue.message.replace(/^Invalid input: /, '');
}

/** The value at a path; a single value that stands for a list of one is given at the list's own path. */
function given(root: unknown, path: readonly PropertyKey[]): { path: readonly PropertyKey[]; value: unknown } {
  const value = valueAt(root, path);
  if (value !== undefined || typeof path.at(-1) !== 'number') return { path, value };
  const list = path.slice(0, -1);
  const single = valueAt(root, list);
  return single === undefined || Array.isArray(single) ? { path, value } : { path: list, value: single };
}

/** What a value has at a path; undefined where the path ends before. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined;
  return value;
}
