import { join } from 'node:path';
import { packageRoot } from '../../../src/packageRoot.ts';
import { startBackend } from '../../../src/device/startBackend.ts';
import { InputError } from '../../../src/errors.ts';
import { readPrograms, type RecordedKind, writePrograms } from './files.ts';
import { gpuCases } from './record.ts';

/** What the targets are about at block level, and the two robust relaxations of symbol level. */
export const USUAL_KINDS: readonly string[] = [
  'BLP-CBF d=0',
  'BLP-CBF d=0.01',
  'BLP-CoMP d=0',
  'BLP-CoMP d=0.01',
  'SLP-CBF d=0.01',
  'SLP-CoMP d=0.01',
];

/** Where the programs of a kind come from. */
export interface ProgramRequest {
  /** Folder of recorded programs; undefined: that of the archive, or of an earlier run. */
  readonly folder: string | undefined;
  /** Names; undefined: the usual ones. */
  readonly kinds: readonly string[] | undefined;
  /** Different programs of a kind, when they are recorded. */
  readonly distinct: number;
}

/** Programs of some kinds and the folder that they are in. */
export interface PreparedPrograms {
  readonly folder: string;
  readonly kinds: readonly RecordedKind[];
}

/**
 * Reads recorded programs, and records on the cpu backend those that are not there: the same programs on every backend.
 *
 * @throws InputError naming a kind that does not exist.
 */
export async function preparePrograms({ folder, kinds, distinct }: ProgramRequest): Promise<PreparedPrograms> {
  const wanted = kinds ?? USUAL_KINDS;
  const place = folder ?? join(packageRoot(), 'programs');
  const found = readPrograms(place);
  if (folder !== undefined && !found)
    throw new InputError(`--programs: expected a folder with recorded programs, got ${folder}`);
  const missing = wanted.filter((name) => !found?.some((kind) => kind.name === name));
  const all = [...(found ?? []), ...(await recordKinds(missing, distinct))];
  const own = wanted.flatMap((name) => all.filter((kind) => kind.name === name));
  if (missing.length === 0) return { folder: place, kinds: own };
  const written = join(packageRoot(), 'output', 'gpu', 'programs'); // for the threads and processes that work on them too
  writePrograms(written, own);
  return { folder: written, kinds: own };
}

/** Records programs on the cpu backend. @throws InputError naming a kind that does not exist. */
export async function recordKinds(wanted: readonly string[], distinct: number): Promise<RecordedKind[]> {
  const cases = gpuCases();
  const chosen = wanted.map((name) => {
    const found = cases.find((kind) => kind.name === name);
    if (found) return found;
    const names = cases.map((kind) => kind.name).join(', ');
    throw new InputError(`--kinds: expected some of ${names}, got ${JSON.stringify(name)}`);
  });
  if (chosen.length > 0) await startBackend('cpu');
  const recorded: RecordedKind[] = [];
  for (const { name, antennas, record } of chosen)
    recorded.push({ name, antennas, batch: await record(distinct), emulated: null });
  return recorded;
}
