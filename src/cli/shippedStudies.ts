import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../packageRoot.ts';

const FOLDER = 'experiments';

/** Names of the studies in experiments/. */
export function shippedNames(): string[] {
  return readdirSync(join(packageRoot(), FOLDER))
    .filter((f) => f.endsWith('.yaml'))
    .map((f) => basename(f, '.yaml'))
    .sort();
}

/** File of a shipped study. */
export function shippedFile(name: string): string {
  return join(packageRoot(), FOLDER, `${name}.yaml`);
}
