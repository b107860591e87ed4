import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Draw } from './draw.ts';
import type { Case, Kind } from './kinds/kind.ts';

/** What is to be done: cases of a kind from an index on. */
export interface Order {
  readonly kind: string;
  readonly seed: string;
  readonly first: number;
  /** One past the last case. */
  readonly end: number;
  /** Milliseconds since 1970 after which no case is begun. */
  readonly until: number;
  /** Folder of all cases. */
  readonly root: string;
}

/** A case with its folder. */
export interface MadeCase extends Case {
  readonly folder: string;
}

/** Makes a case in a folder of its own, the same one for the same seed, kind and index. */
export async function makeCase(kind: Kind, seed: string, index: number, root: string): Promise<MadeCase> {
  const folder = caseFolder(root, kind.name, index);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = await kind.make(new Draw(seed, kind.name, index), { folder, shared: root });
  return { ...made, folder };
}

export function caseFolder(root: string, kind: string, index: number): string {
  return join(root, kind, String(index));
}
