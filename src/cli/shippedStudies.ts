import { readdirSync, readFileSync } from 'node:fs';
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

/** Title of a shipped study. */
export async function shippedTitle(name: string): Promise<string> {
  const file = shippedFile(name);
  // the first line of each of them, so that a list of titles takes no reader of YAML
  const quoted = /^title: '((?:[^']|'')*)'\n/.exec(readFileSync(file, 'utf8'))?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  return (await import('../study/parseStudy.ts')).readStudy(file).title;
}
