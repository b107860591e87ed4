import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import type { Study } from '../../src/study/schema.ts';
import { SMALL_STUDIES } from './kinds/smallStudies.ts';

/** A small study that was computed whole. */
export interface FinishedStudy {
  readonly name: string;
  readonly study: Study;
  /** Its directory, which nobody changes. */
  readonly root: string;
}

/** Of every small study one, by its index. */
export const FINISHED = SMALL_STUDIES.length;

/** A finished study below a folder, computed when it is asked for first. */
export async function finishedStudy(shared: string, index: number): Promise<FinishedStudy> {
  const study = parseStudy(SMALL_STUDIES[index] ?? '', 'study.yaml');
  const root = join(shared, `finished-${index}`, 'study');
  if (!existsSync(root)) {
    const unfinished = join(shared, `unfinished-${index}`, 'study');
    rmSync(unfinished, { recursive: true, force: true }); // of a process that was stopped
    await runStudy(study, { out: unfinished });
    renameSync(join(unfinished, '..'), join(root, '..'));
  }
  return { name: study.title, study, root };
}

/** A copy in a folder, named as the original: the name stands in what is made of it. */
export function copyOf({ root }: FinishedStudy, folder: string): string {
  const copy = join(folder, 'study');
  cpSync(root, copy, { recursive: true });
  return copy;
}
