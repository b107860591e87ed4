import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, BACKEND_NAMES, type BackendName } from '../device/backend.ts';
import { packageRoot } from '../packageRoot.ts';
import type { StartedBackend } from '../device/startBackend.ts';
import { isStandIn } from '../device/standIn.ts';
import { InputError } from '../errors.ts';
import { showValue } from '../problems/showValue.ts';
import type { ChunkStore } from './chunkStore.ts';
import { NUMERICS_VERSION } from './hash.ts';
import type { Study } from './schema.ts';
import { readStudyJson } from './studyJson.ts';

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
  if (!store.writeOnce('study.json', `${JSON.stringify(record, null, 2)}\n`)) requireOwner(out, hash, backend);
}

/** What to do about a study.json that cannot be read. */
const ELSEWHERE = 'choose another directory with --out';

/**
 * Backend that computed the results of a study directory, undefined where there are none.
 *
 * @throws InputError when its study.json cannot be read.
 */
export function recordedBackend(out: string): BackendName | undefined {
  const recorded = readStudyJson(out, ELSEWHERE)?.run.backend;
  return BACKEND_NAMES.find((name) => name === recorded);
}

/** What a directory is to be continued on: a backend, and where it is started already its device. */
export type ContinuedOn = Pick<Backend, 'name'> & Partial<Pick<Backend, 'device' | 'arithmetic'>>;

/**
 * Refuses a directory that holds another study, or results of another backend or of another kind of device: of a GPU and not its stand-in, or in another arithmetic (a card
 * whose float64 is slow computes in double-single first). Nothing is written.
 *
 * @param on undefined while no backend is chosen: none is refused then.
 * @throws InputError naming the directory, what was expected there and what it holds.
 */
export function requireOwner(out: string, hash: string, on: ContinuedOn | undefined): void {
  const record = readStudyJson(out, ELSEWHERE);
  if (!record) return;
  const { run: owner } = record;
  if (record.hash !== hash)
    throw new InputError(
      `--out ${out}: expected the results of this study (hash ${hash.slice(0, 12)}), got those of another one (${typeof record.hash === 'string' ? record.hash.slice(0, 12) : showValue(record.hash)})`,
      ELSEWHERE,
    );
  if (!on) return;
  // the same bytes come from one backend only: a study that mixes two could not be reproduced
  if (owner.backend !== on.name)
    throw new InputError(
      `--out ${out}: expected results of the ${on.name} backend, got those of ${String(owner.backend)}`,
      `continue with --backend ${String(owner.backend)}, or choose another directory with --out`,
    );
  if (on.device !== undefined && owner.device !== undefined && isStandIn(owner.device) !== isStandIn(on.device))
    throw new InputError(
      `--out ${out}: expected results of ${on.device}, got those of ${owner.device}`,
      'the stand-in driver and a GPU do not continue each other: choose another directory with --out',
    );
  const [asked, recorded] = [on.arithmetic, owner.arithmetic].map((names) => names?.join(', '));
  if (asked !== undefined && recorded !== undefined && recorded !== asked)
    throw new InputError(
      `--out ${out}: expected results in ${asked} (${on.device}), got those in ${recorded} (${String(owner.device)})`,
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
