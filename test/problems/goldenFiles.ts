import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const directory = new URL('../reference/golden/', import.meta.url);

interface Expected {
  readonly status: string;
  readonly objective: number | null;
  readonly relTolerance?: number;
}

/** What the tests read of a golden instance beside its problems. */
export interface GoldenFile {
  readonly name: string;
  readonly problems: readonly { readonly expected: Expected; readonly scheme: string; readonly problem: string }[];
  readonly evaluation?: {
    readonly fim: unknown;
    readonly crb: unknown;
    readonly rcrbDeg: unknown;
    readonly sinr: unknown;
  };
}

export function goldenPath(name: string): string {
  return fileURLToPath(new URL(name, directory));
}

function namesOf(level: 'blp' | 'slp'): string[] {
  return readdirSync(directory).filter((name) => name.startsWith(`${level}-`) && name.endsWith('.json'));
}

/** Names of the block-level instance files. */
export function blockLevelNames(): string[] {
  return namesOf('blp');
}

/** Names of the symbol-level instance files. */
export function symbolLevelNames(): string[] {
  return namesOf('slp');
}

export function readGolden(name: string): GoldenFile & Record<string, unknown> {
  return JSON.parse(readFileSync(goldenPath(name), 'utf8')) as GoldenFile & Record<string, unknown>;
}
