import type { Draw } from '../draw.ts';

/** A changed value and what was changed, for people. */
export interface Changed<T = unknown> {
  readonly value: T;
  readonly what: string;
}

type Hostile = (draw: Draw) => unknown;

/** Of a hundred steps into a tree, those that go on to a child where there is one. */
const DEEPER = 80;

/**
 * Changes a tree of objects, lists, typed arrays and values in one place and leaves the original alone.
 *
 * @param hostile values to put in the place of others.
 */
export function changeValue(draw: Draw, value: unknown, hostile: Hostile, path = ''): Changed {
  if (isTyped(value)) return draw.chance(50) ? changeTyped(draw, value, path) : replaced(draw, hostile, path);
  const keys = childKeys(value);
  if (keys.length > 0 && draw.chance(DEEPER)) {
    const key = draw.pick(keys);
    const child = (value as Record<string, unknown>)[key];
    const changed = changeValue(draw, child, hostile, path === '' ? key : `${path}.${key}`);
    return { value: withChild(value, key, changed.value), what: changed.what };
  }
  if (Array.isArray(value)) return changeList(draw, value as unknown[], hostile, path);
  if (isObject(value)) return changeObject(draw, value, hostile, path);
  return changeLeaf(draw, value, hostile, path);
}

/** As `changeValue`, in one to three places, most often in one. */
export function changeValues(draw: Draw, value: unknown, hostile: Hostile): Changed {
  let changed: Changed = { value, what: '' };
  for (let left = draw.pick([1, 1, 1, 1, 2, 3]); left > 0; left--) {
    const next = changeValue(draw, changed.value, hostile);
    changed = { value: next.value, what: changed.what === '' ? next.what : `${changed.what}; ${next.what}` };
  }
  return changed;
}

function changeList(draw: Draw, list: readonly unknown[], hostile: Hostile, path: string): Changed {
  const at = draw.below(Math.max(1, list.length));
  const ways: (() => Changed)[] = [
    () => replaced(draw, hostile, path),
    () => ({ value: list.toSpliced(at, 1), what: `${path}: without [${at}]` }),
    () => ({ value: list.toSpliced(at, 0, list[at]), what: `${path}: [${at}] twice` }),
    () => ({ value: [list], what: `${path}: in a list` }),
    () => ({ value: list[0], what: `${path}: its first item` }),
    () => ({ value: [...list, hostile(draw)], what: `${path}: an item more` }),
    () => ({ value: list.toReversed(), what: `${path}: reversed` }),
    () => ({ value: Object.fromEntries(list.entries()), what: `${path}: as an object` }),
  ];
  return draw.pick(ways)();
}

function changeObject(draw: Draw, own: Record<string, unknown>, hostile: Hostile, path: string): Changed {
  const keys = Object.keys(own);
  const key = keys.length > 0 ? draw.pick(keys) : 'absent';
  const { [key]: taken, ...rest } = own;
  const other = keys.length > 0 ? draw.pick(keys) : 'absent';
  const ways: (() => Changed)[] = [
    () => ({ value: rest, what: `${path}: without ${key}` }),
    () => ({ value: rest, what: `${path}: without ${key}` }),
    () => ({ value: { ...rest, [misspelt(draw, key)]: taken }, what: `${path}.${key}: misspelt` }),
    () => ({
      value: { ...own, [draw.pick(['extra', '__proto__', 'constructor', ''])]: hostile(draw) },
      what: `${path}: a key more`,
    }),
    () => ({ value: { ...own, [key]: own[other], [other]: taken }, what: `${path}: ${key} and ${other} exchanged` }),
    () => ({ value: [own], what: `${path}: in a list` }),
    () => replaced(draw, hostile, path),
  ];
  return draw.pick(ways)();
}

function changeLeaf(draw: Draw, value: unknown, hostile: Hostile, path: string): Changed {
  if (typeof value === 'number' && draw.chance(40)) {
    const changed = draw.pick([-value, value + 1, value - 1, value * 10, value * 1e12, value / 2, value * 1e-6]);
    return { value: changed, what: `${path} = ${changed}` };
  }
  if (draw.chance(10)) return { value: shown(value), what: `${path}: as text` };
  if (draw.chance(10)) return { value: [value], what: `${path}: in a list` };
  return replaced(draw, hostile, path);
}

function changeTyped(draw: Draw, list: Float64Array | Int32Array, path: string): Changed {
  if (list.length === 0)
    return {
      value: list.constructor === Int32Array ? new Int32Array(1) : new Float64Array(1),
      what: `${path}: longer`,
    };
  const at = draw.below(list.length);
  const number = draw.pick([Number.NaN, Infinity, 0, -1, 1e300, 1e-300, 1e12]);
  const one = list.slice();
  one[at] = number;
  const longer = list instanceof Int32Array ? Int32Array.from([...list, 1]) : Float64Array.from([...list, 1]);
  return draw.pick<Changed>([
    { value: one, what: `${path}[${at}] = ${number}` },
    { value: list.slice(0, at), what: `${path}: ${at} of its numbers` },
    { value: longer, what: `${path}: longer` },
    { value: list.slice().fill(0), what: `${path}: zeros` },
    { value: Array.from(list), what: `${path}: as a list` },
    { value: Float32Array.from(list), what: `${path}: as float32` },
  ]);
}

function replaced(draw: Draw, hostile: Hostile, path: string): Changed {
  const value = hostile(draw);
  return { value, what: `${path} = ${shown(value)}` };
}

/** A value as a short text of one line. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'bigint'
      ? `${value}n`
      : typeof value === 'number' || value === undefined || typeof value === 'symbol' || typeof value === 'function'
        ? String(value)
        : (jsonText(value) ?? Object.prototype.toString.call(value));
  return text.length > 60 ? `${text.slice(0, 60)}... (${text.length})` : text;
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // a bigint within it
  }
}

function misspelt(draw: Draw, key: string): string {
  const at = draw.below(Math.max(1, key.length));
  return draw.pick([`${key}s`, key.toUpperCase(), key.slice(0, at) + key.slice(at + 1), ` ${key}`]);
}

function childKeys(value: unknown): string[] {
  return Array.isArray(value) || isObject(value) ? Object.keys(value) : [];
}

function withChild(value: unknown, key: string, child: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).with(Number(key), child);
  return { ...(value as object), [key]: child };
}

function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}

function isTyped(value: unknown): value is Float64Array | Int32Array {
  return value instanceof Float64Array || value instanceof Int32Array;
}
