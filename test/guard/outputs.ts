import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseStudy, runStudy } from '../../src/index.ts';
import { flatten, type Tables, writeTables } from './columns.ts';
import { CONIC_ANSWERS } from './solutions/conicPrograms.ts';
import { DESIGN_ANSWERS } from './solutions/designs.ts';
import { INSTANCE_ANSWERS } from './solutions/instances.ts';
import { PRECODING_ANSWERS } from './solutions/precodingPrograms.ts';
import type { Solutions } from './solutions/solutions.ts';
import { STRUCTURED_ANSWERS } from './solutions/structuredPrograms.ts';
import { writeBlockedChannels } from './studies/blockedChannels.ts';
import { BLOCK_STUDIES } from './studies/blockLevel.ts';
import type { StudyFields } from './studies/studyFields.ts';
import { SYMBOL_STUDIES } from './studies/symbolLevel.ts';
import { SYSTEM_STUDIES } from './studies/systems.ts';

const STUDIES: Readonly<Record<string, StudyFields>> = { ...BLOCK_STUDIES, ...SYMBOL_STUDIES, ...SYSTEM_STUDIES };
const SOLUTIONS: Readonly<Record<string, Solutions>> = {
  conicPrograms: CONIC_ANSWERS,
  structuredPrograms: STRUCTURED_ANSWERS,
  precodingPrograms: PRECODING_ANSWERS,
  instances: INSTANCE_ANSWERS,
  designs: DESIGN_ANSWERS,
};

/** Names of the studies, and then of the other outputs. */
export const OUTPUT_NAMES: readonly string[] = [...Object.keys(STUDIES), ...Object.keys(SOLUTIONS)];

/** How studies are run, which changes no number. */
export interface RunSettings {
  readonly workers?: number;
  readonly batch?: number;
}

/** Computes an output on the backend of this process and writes it into a folder: a study's directory, or a JSON file. */
export async function writeOutput(folder: string, name: string, settings: RunSettings = {}): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const fields = STUDIES[name];
  if (!fields) {
    writeTables(join(folder, `${name}.json`), await solveAll(SOLUTIONS[name] ?? {}));
    return;
  }
  writeBlockedChannels(folder);
  const study = parseStudy(JSON.stringify({ title: name, ...fields }), join(folder, 'guard.yaml'));
  await runStudy(study, { out: join(folder, name), ...settings });
}

async function solveAll(solutions: Solutions): Promise<Tables> {
  const tables: Tables = {};
  for (const [name, solve] of Object.entries(solutions)) tables[name] = flatten(await solve());
  return tables;
}
