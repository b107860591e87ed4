import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A line of manifest/<writer>.jsonl: a chunk that the writer finished. */
export interface ManifestLine {
  readonly chunk: number;
  readonly files: readonly { readonly table: string; readonly rows: number; readonly sha256: string }[];
  /** Rows of table `designs` with status `failed`; absent where there are none. */
  readonly failed?: number;
  /** Wall-clock time of the chunk. */
  readonly seconds: number;
  readonly host: string;
}

/** A line of manifest/<writer>.jsonl: a chunk that the writer could not compute. */
export interface FailureLine {
  readonly chunk: number;
  readonly error: string;
  readonly host: string;
}

/**
 * Lines of every writer of a study directory, in the order of the writers' names; empty without a manifest. A line cut by a
 * kill is passed over: its chunk counts as not listed.
 */
export function readManifests(root: string): ManifestLine[] {
  return readLines(root).flatMap((line) => (Array.isArray(line.files) ? [line as ManifestLine] : []));
}

/** Failures of every writer of a study directory; a chunk may have been finished since then. */
export function readFailures(root: string): FailureLine[] {
  return readLines(root).flatMap((line) => (typeof line.error === 'string' ? [line as FailureLine] : []));
}

function readLines(root: string): Partial<ManifestLine & FailureLine>[] {
  const folder = join(root, 'manifest');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .flatMap((line) => {
      try {
        const value = JSON.parse(line) as Partial<ManifestLine & FailureLine> | null;
        return typeof value?.chunk === 'number' ? [value] : [];
      } catch {
        return []; // empty, or cut by a kill
      }
    });
}
