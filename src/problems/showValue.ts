import { withEscapes } from '../plainText.ts';

const LONGEST = 60;
/** Levels of lists and mappings that are written out: their text is cut long before that in a message. */
const DEEPEST = 4;

/** A value as one short line of a message: JSON as far as it goes, for any value whatever, however large, deep or cyclic. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = write(value, 0, LONGEST);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** A key in a message: as it is where it is one plain word, else quoted and cut. */
export function showKey(key: PropertyKey): string {
  const text = String(key);
  return /^[\w$.<>-]{1,60}$/.test(text) ? text : showValue(text);
}

/** @param room characters that are still of use: nothing is written far beyond them. */
function write(value: unknown, depth: number, room: number): string {
  if (typeof value === 'string') return quoted(value, room);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (ArrayBuffer.isView(value)) return `a ${nameOf(value)}${'length' in value ? ` of ${String(value.length)}` : ''}`;
  const list = Array.isArray(value);
  if (depth === DEEPEST) return list ? '[...]' : '{...}';
  if (!list && !isPlain(value)) return `a ${nameOf(value)}`;
  const parts: string[] = [];
  let length = 0;
  const keys = list ? value.keys() : Object.keys(value);
  for (const key of keys) {
    if (length > room) break;
    const item = write((value as Record<PropertyKey, unknown>)[key], depth + 1, room - length);
    const part = list ? item : `${quoted(String(key), room)}:${item}`;
    parts.push(part);
    length += part.length + 1;
  }
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

/** As JSON, which escapes line breaks and other control characters; those that JSON leaves are escaped too. */
function quoted(text: string, room: number): string {
  const start = text.slice(0, Math.max(1, room + 1));
  return withEscapes(JSON.stringify(start));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || nameOf(value) === 'Object';
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === 'string' && constructor.name !== '' ? constructor.name : 'Object';
}
