/** A text in quotes, or what opens and closes an object or ends a key. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}:]/g;

/**
 * The first key that an object of a JSON text has twice, of which `JSON.parse` silently takes the last one; null where there is none.
 *
 * @param text valid JSON.
 */
export function repeatedKey(text: string): string | null {
  const keys: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') keys.push(new Set());
    else if (token === '}') keys.pop();
    else if (token !== ':') last = token;
    else {
      const key = JSON.parse(last) as string;
      if (keys.at(-1)?.has(key)) return key;
      keys.at(-1)?.add(key);
    }
  }
  return null;
}
