import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every entry below a folder with its kind, size and time of change: two equal ones say that nothing was written between them. */
export function snapshot(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const { mode, size, mtimeMs } = lstatSync(join(folder, name));
    // a folder whose entries stay the same keeps its time, too
    found.set(name, `${mode} ${size} ${mtimeMs}`);
  }
  return found;
}

/** Names that were added, changed or removed. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
