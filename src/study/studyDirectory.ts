import { existsSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { showValue } from '../problems/showValue.ts';
import { kindOfFile } from '../regularFile.ts';
import { refused } from '../systemErrors.ts';
import { firstFault } from './firstFault.ts';
import { NUMERICS_VERSION, studyHash } from './hash.ts';
import { requireLayout } from './requireLayout.ts';
import { type Study, studySchema } from './schema.ts';
import type { TableName } from './tables/tableNames.ts';
import { readStudyJson, type StudyJson } from './studyJson.ts';
import { tablesOf } from './tables/studyTables.ts';

/** What study.json of a study directory says, checked. */
export interface StudyDirectory {
  readonly root: string;
  readonly study: Study;
  /** Of the resolved study. */
  readonly hash: string;
  /** Node version that wrote study.json, for example `v20.20.2`; null where it is not told. */
  readonly node: string | null;
  /** Operating system and processor that wrote study.json, for example `linux-x64`; null where it is not told. */
  readonly platform: string | null;
  /** How the run was made, as far as study.json tells. */
  readonly run: StudyJson['run'];
  /** True once _SUCCESS is there. */
  readonly complete: boolean;
}

/**
 * Opens a study directory for reading.
 *
 * @param channelFile where the study's channel file is, if not where study.json says; it must have the same checksum.
 * @throws InputError when there is no study.json, when it cannot be read, is no resolved study, was written by another
 * numerics version, or does not have the hash of its study.
 */
export function openStudyDirectory(root: string, channelFile?: string): StudyDirectory {
  requireFolder(root);
  checkLayout(root);
  const file = join(root, 'study.json');
  const record = readStudyJson(root);
  if (!record) throw noStudy(root, 'one without study.json');
  const { hash, numerics, study, run } = record;
  if (numerics !== NUMERICS_VERSION)
    throw new InputError(
      `${file}: expected numerics version ${NUMERICS_VERSION}, got ${showValue(numerics)}`,
      'read this study with the version of isac-mc that wrote it',
    );
  const parsed = studySchema.safeParse(study);
  if (!parsed.success) throw new InputError(`${file}: ${firstFault(parsed.error, study, 'study')}`);
  checkLayout(root, tablesOf(parsed.data));
  const expected = studyHash(parsed.data);
  if (hash !== expected)
    throw new InputError(`${file}: hash: expected ${expected} of its own study, got ${showValue(hash)}`);
  return {
    root,
    study: channelFile === undefined ? parsed.data : movedChannels(parsed.data, channelFile, file),
    hash: expected,
    node: run.versions?.['node'] ?? null,
    platform: run.versions?.['platform'] ?? null,
    run,
    complete: existsSync(join(root, '_SUCCESS')),
  };
}

function checkLayout(root: string, tables?: readonly TableName[]): void {
  try {
    requireLayout(root, tables);
  } catch (error) {
    throw refused(`${root}: cannot be read`, error);
  }
}

function movedChannels(study: Study, channelFile: string, where: string): Study {
  if (study.scenario.channelModel !== 'file')
    throw new InputError(
      `${where}: expected a study on a channel file, got channelModel ${study.scenario.channelModel}`,
    );
  return { ...study, scenario: { ...study.scenario, channelFile } };
}

function requireFolder(root: string): void {
  let found: Stats | undefined;
  try {
    found = statSync(root, { throwIfNoEntry: false });
  } catch (error) {
    throw refused(`${root}: cannot be read`, error);
  }
  if (!found?.isDirectory()) throw noStudy(root, found ? kindOfFile(found) : 'nothing there');
}

function noStudy(root: string, got: string): InputError {
  return new InputError(`${root}: expected a study directory, got ${got}`, 'isac-mc run makes one');
}
