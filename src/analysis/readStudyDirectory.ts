import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { InputError } from '../errors.ts';
import type { TableName } from '../study/schema.ts';
import { requireStudyJson } from '../study/studyJson.ts';
import { type StudyDirectory, openStudyDirectory } from '../study/studyDirectory.ts';

/** A study directory with what study.json tells about its run. */
export interface StudySource extends StudyDirectory {
  /** Last part of the path: names the files made from it. */
  readonly name: string;
  /** The whole of study.json. */
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * Opens what `isac-mc run` wrote.
 *
 * @throws InputError when the directory is missing or holds no study that this version reads.
 */
export function openStudySource(path: string): StudySource {
  const root = resolve(path);
  const found = statSync(root, { throwIfNoEntry: false });
  if (!found?.isDirectory())
    throw new InputError(
      `${path}: expected a study directory, got ${found ? 'a file' : 'nothing there'}`,
      'give the directory that isac-mc run printed, for example output/fig5',
    );
  const directory = openStudyDirectory(root);
  const record = requireStudyJson(root);
  return { ...directory, name: basename(root), record };
}

/** Names of the tables that have files. */
export function tablesIn(directory: StudySource): TableName[] {
  const folder = join(directory.root, 'data');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => arrowFiles(directory, name).length > 0) as TableName[];
}

function arrowFiles(directory: StudySource, table: string): string[] {
  const folder = join(directory.root, 'data', table);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.arrow'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * The Arrow files of a table in the order of their chunks, one after the other; none where the study did not write it.
 *
 * @throws InputError on a file that is damaged or belongs to another study.
 */
export function* readTable(directory: StudySource, table: TableName): Generator<Table> {
  for (const file of arrowFiles(directory, table)) {
    let content: Table;
    try {
      content = tableFromIPC(readFileSync(file));
    } catch (error) {
      throw new InputError(
        `${file}: expected an Arrow file, got a damaged one (${error instanceof Error ? error.message : String(error)})`,
        'delete this file and run the study again: it is computed anew',
      );
    }
    const owner = content.schema.metadata.get('isac_mc.study_hash');
    if (owner !== directory.hash)
      throw new InputError(
        `${file}: expected a table of this study (hash ${directory.hash.slice(0, 12)}), got one of ${owner?.slice(0, 12) ?? 'none'}`,
      );
    yield content;
  }
}

/** A column of a table as numbers, NaN for null. @throws InputError when the table lacks it. */
export function numberColumn(table: Table, name: string): Float64Array {
  const vector = requireColumn(table, name);
  return Float64Array.from({ length: table.numRows }, (_, i) => {
    const value: unknown = vector.get(i);
    return value === null ? Number.NaN : Number(value);
  });
}

/** A column of a table as texts. @throws InputError when the table lacks it. */
export function textColumn(table: Table, name: string): string[] {
  const vector = requireColumn(table, name);
  return Array.from({ length: table.numRows }, (_, i) => String(vector.get(i)));
}

/** A FixedSizeList column of a table. @throws InputError when the table lacks it. */
export function listColumn(table: Table, name: string): (Float64Array | null)[] {
  const vector = requireColumn(table, name);
  return Array.from({ length: table.numRows }, (_, i) => {
    const value = vector.get(i) as { toArray(): Float64Array } | null;
    return value === null ? null : value.toArray();
  });
}

function requireColumn(table: Table, name: string): { get(index: number): unknown } {
  const vector = table.getChild(name);
  if (!vector) {
    const kind = table.schema.metadata.get('isac_mc.table') ?? 'unknown';
    throw new InputError(
      `table ${kind}: expected a column ${name}, got none`,
      'was it written by another version of isac-mc?',
    );
  }
  return vector;
}
