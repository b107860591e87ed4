import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    sameOnEveryMachine(unfinished);
    renameSync(join(unfinished, '..'), join(root, '..'));
  }
  return { name: study.title, study, root };
}

/** Names, times and machines, on which what is drawn of the bytes and lines of a directory would depend. */
function sameOnEveryMachine(root: string): void {
  const manifest = join(root, 'manifest');
  const names = readdirSync(manifest);
  const text = names.map((name) => readFileSync(join(manifest, name), 'utf8')).join('');
  for (const name of names) rmSync(join(manifest, name));
  writeFileSync(
    join(manifest, 'writer.jsonl'),
    text.replace(/"seconds":[^,]*/g, '"seconds":0.25').replace(/"host":"[^"]*"/g, '"host":"machine"'),
  );
  for (const name of ['study.json', '_SUCCESS']) {
    const file = join(root, name);
    const time = readFileSync(file, 'utf8').replace(/"(start|end)":( ?)"[^"]*"/g, '"$1":$2"2026-01-01T00:00:00.000Z"');
    writeFileSync(file, time);
  }
}

/** A copy in a folder, named as the original: the name stands in what is made of it. */
export function copyOf({ root }: FinishedStudy, folder: string): string {
  const copy = join(folder, 'study');
  cpSync(root, copy, { recursive: true });
  return copy;
}
