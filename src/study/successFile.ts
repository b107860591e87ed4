import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { InputError } from '../errors.ts';
import { firstFault } from './firstFault.ts';
import { readJson } from './readRegularFile.ts';

const successSchema = z.object({
  /** Of the study. */
  hash: z.string(),
  /** Chunks of the study; of one with a rule those until it stopped. */
  chunks: z.int().min(0),
  /** Channel realizations in them. */
  realizations: z.int().min(0),
  /** Rows of table `designs` with status `failed`. */
  failed: z.int().min(0),
  /** When it was written, ISO 8601. */
  end: z.string(),
});

/** What _SUCCESS says of a finished study. */
export interface Success extends z.output<typeof successSchema> {}

/**
 * _SUCCESS of a study directory, null where there is none.
 *
 * @throws InputError when it is not what `finishIfComplete` writes.
 */
export function readSuccess(root: string): Success | null {
  const file = join(root, '_SUCCESS');
  if (!existsSync(file)) return null;
  const hint = `delete it and run isac-mc finish ${root}`;
  const content = readJson(file, hint);
  const parsed = successSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new InputError(`${file}: ${firstFault(parsed.error, content)}`, hint);
}

/** True where _SUCCESS of a study directory is missing or says what that record says, whenever it was written. */
export function agreesWithSuccess(root: string, record: Success): boolean {
  let known: Success | null;
  try {
    known = readSuccess(root);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
  if (!known) return true;
  return (['hash', 'chunks', 'realizations', 'failed'] as const).every((name) => known[name] === record[name]);
}
