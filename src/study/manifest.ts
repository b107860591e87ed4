import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { readJsonText } from './readRegularFile.ts';

/** Manifest of a writer within a study directory. A writer is a process of a host. */
export function writerManifest(host: string, process: number | string): string {
  return `manifest/${host}-${process}.jsonl`;
}

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

/** Where a line stands. */
export interface LinePlace {
  /** Relative to the study directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What the manifests of a study directory say, in the order of the writers' names. */
export interface Manifests {
  readonly finished: readonly (ManifestLine & LinePlace)[];
  /** A chunk may have been finished since it failed. */
  readonly failed: readonly FailureLine[];
  /** Lines of JSON that no writer writes. A line cut by a kill is not among them. */
  readonly strange: readonly LinePlace[];
}

/** A longer line is none of a writer's: one of eight tables has some 1200 characters, and an error is cut well below. */
const LONGEST_LINE = 2 ** 20;

/**
 * Reads the lines of every writer of a study directory; there are none without a manifest. A line that is cut, as by a kill, or otherwise no line of a writer is
 * passed over: its chunk counts as not listed.
 *
 * @throws InputError when the manifests cannot be read.
 */
export function readManifests(root: string): Manifests {
  const finished: (ManifestLine & LinePlace)[] = [];
  const failed: FailureLine[] = [];
  const strange: LinePlace[] = [];
  for (const name of manifestNames(root))
    readJsonText(join(root, 'manifest', name))
      .split('\n')
      .forEach((text, i) => {
        const place = { file: join('manifest', name), line: i + 1 };
        const value = parsed(text);
        if (isManifestLine(value)) finished.push({ ...value, ...place });
        else if (isFailureLine(value)) failed.push(value);
        else if (value !== undefined) strange.push(place);
      });
  return { finished, failed, strange };
}

function manifestNames(root: string): string[] {
  const folder = join(root, 'manifest');
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  } catch (error) {
    throw new InputError(
      `${folder}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'it is the folder in which isac-mc run lists what it has computed',
    );
  }
}

/** Undefined where the text is no JSON. */
function parsed(text: string): unknown {
  if (text === '' || text.length > LONGEST_LINE) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // cut by a kill
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isManifestLine(value: unknown): value is ManifestLine {
  const { chunk, files, failed = 0, seconds, host } = (value ?? {}) as Partial<Record<keyof ManifestLine, unknown>>;
  return (
    isCount(chunk) &&
    isCount(failed) &&
    Number.isFinite(seconds) &&
    typeof host === 'string' &&
    Array.isArray(files) &&
    files.every(isEntry)
  );
}

function isEntry(value: unknown): boolean {
  const { table, rows, sha256 } = (value ?? {}) as Partial<Record<keyof ManifestLine['files'][number], unknown>>;
  return typeof table === 'string' && isCount(rows) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function isFailureLine(value: unknown): value is FailureLine {
  const { chunk, error, host } = (value ?? {}) as Partial<Record<keyof FailureLine, unknown>>;
  return isCount(chunk) && typeof error === 'string' && typeof host === 'string';
}
