import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Chunk, chunkFile } from '../chunks.ts';
import type { Manifests } from '../manifest.ts';
import type { StudyDirectory } from '../studyDirectory.ts';
import { readSuccess } from '../successFile.ts';
import { tablesOf } from '../tables/studyTables.ts';
import type { Findings } from './findings.ts';

/**
 * Nothing but the files of the study may stand in data/.
 *
 * @param chunks that the study consists of.
 */
export function checkFolders({ root, study }: StudyDirectory, chunks: readonly Chunk[], findings: Findings): void {
  const stray = (file: string, found = 'another one'): void =>
    findings.add({ file, row: null, column: null, expected: 'a file of this study', found });
  const tables: readonly string[] = tablesOf(study);
  const names = new Set(chunks.map(chunkFile));
  for (const folder of entriesOf(join(root, 'data'))) {
    if (!tables.includes(folder.name)) stray(join('data', folder.name));
    else if (!folder.isDirectory()) stray(join('data', folder.name), 'a file in the place of a folder');
    else
      for (const { name } of entriesOf(join(root, 'data', folder.name)))
        if (!names.has(name)) stray(join('data', folder.name, name));
  }
}

function entriesOf(folder: string): Dirent[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return []; // its chunks are missing, which is said
    throw error;
  }
}

/**
 * Every line of the manifests must be one that a writer of this study writes.
 *
 * @param chunks all that the study may have.
 */
export function checkManifests(
  { study }: StudyDirectory,
  { finished, strange }: Manifests,
  chunks: readonly Chunk[],
  findings: Findings,
): void {
  for (const { file, line } of strange)
    findings.add({ file, row: line - 1, column: null, expected: 'a line that a writer writes', found: 'another one' });
  const tables = tablesOf(study).join(', ');
  for (const { file, line, chunk, files } of finished) {
    const differ = (column: string, expected: string, found: string): void =>
      findings.add({ file, row: line - 1, column, expected, found });
    if (!chunks.some((c) => c.id === chunk)) differ('chunk', `a chunk from 0 to ${chunks.length - 1}`, String(chunk));
    const listed = files.map((f) => f.table).join(', ');
    if (listed !== tables) differ('files', tables, listed);
  }
}

/**
 * _SUCCESS may stand only over the whole of this study.
 *
 * @param chunks that the study consists of.
 * @param missing ids of those that are not there.
 */
export function checkSuccess(
  { root, hash, complete }: StudyDirectory,
  chunks: readonly Chunk[],
  missing: readonly number[],
  findings: Findings,
): void {
  if (!complete) return;
  const differ = (column: string | null, expected: string, found: string): void =>
    findings.add({ file: '_SUCCESS', row: null, column, expected, found });
  if (missing.length > 0) differ(null, 'every chunk beside it', `none of ${missing.join(', ')}`);
  let success: ReturnType<typeof readSuccess>;
  try {
    success = readSuccess(root);
  } catch (error) {
    return differ(null, 'what isac-mc finish writes', error instanceof Error ? error.message : String(error));
  }
  if (!success) return;
  if (success.hash !== hash) differ('hash', hash, success.hash);
  if (success.chunks !== chunks.length) differ('chunks', String(chunks.length), String(success.chunks));
  const draws = chunks.at(-1)?.end ?? 0;
  if (success.realizations !== draws) differ('realizations', String(draws), String(success.realizations));
}
