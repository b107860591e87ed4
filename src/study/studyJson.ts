import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { readTextFile } from '../problems/readTextFile.ts';
import { LARGEST_STUDY } from './studyYaml.ts';

/** Bytes of study.json: as long as a study, with all defaults and in JSON, and facts about its run. */
const LARGEST_RECORD = 16 * LARGEST_STUDY;

/**
 * What study.json of a study directory holds; undefined where there is no such file.
 *
 * @throws InputError when it cannot be read or holds no mapping.
 */
export function readStudyJson(root: string): Readonly<Record<string, unknown>> | undefined {
  const file = join(root, 'study.json');
  if (!existsSync(file)) return undefined;
  const text = readTextFile(file, { what: 'a study.json', most: LARGEST_RECORD });
  let record: unknown;
  try {
    record = JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file}: cannot be read (${reason.replace(/\s+/g, ' ')})`);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw new InputError(`${file}: expected a mapping, got another value`);
  return record as Record<string, unknown>;
}

/**
 * As `readStudyJson`, of a directory that must have one.
 *
 * @throws InputError when the path is no directory or has no study.json.
 */
export function requireStudyJson(root: string): Readonly<Record<string, unknown>> {
  const record = readStudyJson(root);
  if (record) return record;
  const found = statSync(root, { throwIfNoEntry: false });
  const got = !found ? 'nothing there' : found.isDirectory() ? 'one without study.json' : 'a file';
  throw new InputError(`${root}: expected a study directory, got ${got}`, 'isac-mc run makes one');
}
