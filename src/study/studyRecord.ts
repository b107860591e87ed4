import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, BACKEND_NAMES, type BackendName } from '../device/backend.ts';
import { packageRoot } from '../device/packageRoot.ts';
import type { StartedBackend } from '../device/startBackend.ts';
import { isStandIn } from '../device/standIn.ts';
import { InputError } from '../errors.ts';
import type { ChunkStore } from './chunkStore.ts';
import { NUMERICS_VERSION } from './hash.ts';
import type { Study } from './schema.ts';

/**
 * Writes study.json once.
 *
 * @param devices that the run is spread over, as `BackendOptions.device` names them; none: that of the backend.
 * @throws InputError when another writer has just claimed the directory for another study.
 */
export function claimDirectory(
  store: ChunkStore,
  study: Study,
  hash: string,
  { backend, reason }: StartedBackend,
  out: string,
  devices: readonly string[] = [],
): void {
  const record = {
    hash,
    study,
    numerics: NUMERICS_VERSION,
    versions: {
      'isac-mc': packageVersion(),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    },
    commit: gitCommit(),
    backend: backend.name,
    device: backend.device,
    ...(devices.length > 1 ? { devices: backend.deviceNames?.(devices) } : {}),
    arithmetic: backend.arithmetic,
    backendReason: reason,
    start: new Date().toISOString(),
  };
  // lost a race against another writer: it may run another study
  if (!store.writeOnce('study.json', `${JSON.stringify(record, null, 2)}\n`)) requireOwner(out, hash, backend.name);
}

interface StudyRecord {
  readonly hash?: unknown;
  readonly backend?: unknown;
  readonly device?: unknown;
  readonly arithmetic?: unknown;
}

/** study.json of a study directory, undefined where there is none. */
function readRecord(out: string): StudyRecord | undefined {
  const file = join(out, 'study.json');
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StudyRecord;
  } catch (error) {
    throw new InputError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'choose another directory with --out',
    );
  }
}

/**
 * Backend that computed the results of a study directory, undefined where there are none.
 *
 * @throws InputError when its study.json cannot be read.
 */
export function recordedBackend(out: string): BackendName | undefined {
  const recorded = readRecord(out)?.backend;
  return BACKEND_NAMES.find((name) => name === recorded);
}

/**
 * Refuses a directory that holds another study, or results of another backend, before anything is written there.
 *
 * @param backend undefined while it is not chosen: none is refused then.
 * @throws InputError naming the directory, what was expected there and what it holds.
 */
export function requireOwner(out: string, hash: string, backend: BackendName | undefined): void {
  const owner = readRecord(out);
  if (!owner) return;
  if (owner.hash !== hash)
    throw new InputError(
      `--out ${out}: expected the results of this study (hash ${hash.slice(0, 12)}), got those of another one (${String(owner.hash).slice(0, 12)})`,
      'choose another directory with --out',
    );
  // the same bytes come from one backend only: a study that mixes two could not be reproduced
  if (backend !== undefined && owner.backend !== backend)
    throw new InputError(
      `--out ${out}: expected results of the ${backend} backend, got those of ${String(owner.backend)}`,
      `continue with --backend ${String(owner.backend)}, or choose another directory with --out`,
    );
}

/**
 * Refuses a directory that was begun on another kind of device of the same backend: on a GPU and not its stand-in, or in another arithmetic (a card whose float64 is slow
 * computes in double-single first). study.json names both.
 *
 * @throws InputError naming what differs.
 */
export function requireSameKindOfDevice(out: string, { device, arithmetic }: Backend): void {
  const record = readRecord(out);
  if (typeof record?.device === 'string' && isStandIn(record.device) !== isStandIn(device))
    throw new InputError(
      `--out ${out}: expected results of ${device}, got those of ${record.device}`,
      'the stand-in driver and a GPU do not continue each other: choose another directory with --out',
    );
  const recorded = record?.arithmetic;
  if (Array.isArray(recorded) && recorded.join(', ') !== arithmetic.join(', '))
    throw new InputError(
      `--out ${out}: expected results in ${arithmetic.join(', ')} (${device}), got those in ${recorded.join(', ')} (${String(record?.device)})`,
      'devices of one arithmetic give the same bytes: continue on one like the first, or choose another directory with --out',
    );
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Commit of the working copy that the program runs from; null when it is installed inside another one, or nowhere in git. */
function gitCommit(): string | null {
  const root = packageRoot();
  if (!existsSync(join(root, '.git'))) return null;
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null; // no git on this machine, or no commit yet
  }
}
