import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { InputError } from '../errors.ts';
import { showValue } from '../problems/showValue.ts';
import { firstFault } from './firstFault.ts';
import { readJson } from './readRegularFile.ts';

const text = z.string().optional();

/** What study.json tells of its run. Nothing of it is required: earlier runs told less. */
const runSchema = z.object({
  versions: z.record(z.string(), z.string()).optional(),
  commit: z.string().nullable().optional(),
  backend: text,
  device: text,
  devices: z.array(z.string()).optional(),
  arithmetic: z.array(z.string()).optional(),
  backendReason: text,
  start: text,
});

/** study.json of a study directory, as far as its types go. */
export interface StudyJson {
  readonly hash: unknown;
  readonly numerics: unknown;
  readonly study: unknown;
  /** How the run was made. */
  readonly run: z.output<typeof runSchema>;
}

/**
 * study.json of a study directory, null where there is none.
 *
 * @throws InputError when it cannot be read, is no JSON object, or tells something of its run in another type.
 */
export function readStudyJson(root: string, hint?: string): StudyJson | null {
  const file = join(root, 'study.json');
  if (!existsSync(file)) return null;
  const content = readJson(file, hint);
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new InputError(`${file}: expected an object, got ${showValue(content)}`, hint);
  const parsed = runSchema.safeParse(content);
  if (!parsed.success) throw new InputError(`${file}: ${firstFault(parsed.error, content)}`, hint);
  const { hash, numerics, study } = content as Record<string, unknown>;
  return { hash, numerics, study, run: parsed.data };
}
