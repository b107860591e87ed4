import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { readJson } from './readRegularFile.ts';

const successSchema = z.object({
  hash: z.string(),
  chunks: z.int().min(0),
  realizations: z.int().min(0),
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
  const parsed = successSchema.safeParse(readJson(file, hint));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(
    `${file}: ${[issue?.path.map(String).join('.'), issue?.message].filter(Boolean).join(': ')}`,
    hint,
  );
}
