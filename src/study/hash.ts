import { createHash } from 'node:crypto';
import { invariant } from '../errors.ts';
import type { Study } from './schema.ts';

/** Raised whenever the same study may give other numbers: solver, model, random streams, tables. */
export const NUMERICS_VERSION = 15;

/** sha256 in hex, as the manifests list it. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** JSON with sorted keys, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * sha256 (hex) of the resolved study and the numerics version. The title, the notes, the path of a channel file and
 * the memory that it may have do not count: they change no number; the file's own sha256 does.
 */
export function studyHash(study: Study): string {
  const { title: _title, notes: _notes, ...named } = study;
  const { channelFile, channelFileLimitGiB: _limit, ...scenario } = named.scenario;
  invariant(
    channelFile === undefined || scenario.channelSha256 !== undefined,
    'a study on a channel file is read with its checksum (readStudy, withChannelFile)',
  );
  return sha256(canonicalJson({ numerics: NUMERICS_VERSION, study: { ...named, scenario } }));
}
