import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BACKEND_NAMES, type BackendName } from '../device/backend.ts';
import { packageRoot } from '../device/packageRoot.ts';
import { currentBackend, type StartedBackend } from '../device/startBackend.ts';
import { InputError, ResumableError, invariant } from '../errors.ts';
import { designPrecoders } from '../problems/design/designPrecoders.ts';
import { type Chunk, limitChunks, studyChunks } from './chunks.ts';
import { ChunkStore } from './chunkStore.ts';
import { chunkTasks } from './chunkTasks.ts';
import { evaluateDesign } from './evaluateDesign.ts';
import { type GridPoint, studyGrid } from './grid.ts';
import { NUMERICS_VERSION, studyHash } from './hash.ts';
import type { Study } from './schema.ts';
import type { DesignRow } from './tables/designRow.ts';
import { chunkTables, tablesOf } from './tables/studyTables.ts';

/** Merit that a precision of the study file asks of a solve. */
const TOLERANCE = { precise: 1e-8, fast: 1e-6 } as const;

/** How a study is run; none of it changes its results but `precision`. */
export interface RunOptions {
  /** Study directory. */
  readonly out: string;
  /** Only the chunks that hold the first so many channel realizations. */
  readonly limit?: number;
  /** Overrides the precision of the study. */
  readonly precision?: 'fast' | 'precise';
  /** Called with the chunks done, those of this run in all, and the designs of the last one. */
  readonly onProgress?: (done: number, total: number, designs: number) => void;
  /** Checked between chunks: the run stops there when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What a run did. */
export interface RunResult {
  /** Of the study, as in study.json. */
  readonly hash: string;
  /** Chunks computed by this run. */
  readonly chunksDone: number;
  /** Chunks found done. */
  readonly chunksSkipped: number;
  /** All chunks of the study are there. */
  readonly complete: boolean;
}

/**
 * Runs or resumes a study on the backend of this process (`startBackend`): chunk after chunk, each written atomically.
 *
 * @throws InputError when the directory cannot be written, holds another study, or results of another backend.
 * @throws ResumableError when the run was interrupted or a file is damaged.
 */
export async function runStudy(study: Study, options: RunOptions): Promise<RunResult> {
  const resolved = options.precision ? { ...study, solver: { ...study.solver, precision: options.precision } } : study;
  const hash = studyHash(resolved);
  const points = studyGrid(resolved);
  const all = studyChunks(resolved);
  const chunks = limitChunks(all, options.limit);
  const started = await currentBackend();
  requireOwner(options.out, hash, started.backend.name);
  // looked up before the store reads the manifests: another writer's later success is not ours to judge
  const wasComplete = existsSync(join(options.out, '_SUCCESS'));
  const store = new ChunkStore(options.out, tablesOf(resolved));
  try {
    claim(store, resolved, hash, started, options.out);
    const missing = new Set((wasComplete ? all : chunks).filter((c) => !store.isDone(c)));
    // a chunk was lost since then: nobody may take the study for complete until it is there again
    if (wasComplete && missing.size > 0) store.withdraw('_SUCCESS');
    const pending = chunks.filter((c) => missing.has(c));
    let done = chunks.length - pending.length;
    const skipped = done;
    options.onProgress?.(done, chunks.length, 0);
    for (const chunk of pending) {
      await new Promise<void>((resolve) => void setImmediate(resolve)); // lets a signal reach its handler
      if (options.signal?.aborted)
        throw new ResumableError(
          `interrupted after ${done} of ${chunks.length} chunks; nothing is lost`,
          'run the same command again to continue',
        );
      const start = performance.now();
      const rows = await designChunk(resolved, points, chunk);
      store.write(chunk, chunkTables(resolved, hash, chunk.id, rows), (performance.now() - start) / 1000);
      done++;
      options.onProgress?.(done, chunks.length, rows.length);
    }
    const complete = chunks.length === all.length || all.every((c) => store.isDone(c));
    if (complete)
      store.writeOnce('_SUCCESS', `${JSON.stringify({ hash, chunks: all.length, end: new Date().toISOString() })}\n`);
    return { hash, chunksDone: done - skipped, chunksSkipped: skipped, complete };
  } finally {
    store.close();
  }
}

/** Designs and evaluates every grid point for the realizations of a chunk: a function of the study and the chunk alone. */
async function designChunk(study: Study, points: readonly GridPoint[], chunk: Chunk): Promise<DesignRow[]> {
  const tasks = chunkTasks(study, points, chunk);
  const designs = await designPrecoders(
    tasks.map((t) => t.task),
    { tolerance: study.solver.tolerance ?? TOLERANCE[study.solver.precision], tighten: study.solver.tighten },
  );
  return tasks.map(({ id, point, task }, i) => {
    const design = designs[i];
    invariant(design, 'a design for every task');
    return { id, point, task, design, metrics: evaluateDesign(task, design, study.realizations) };
  });
}

/** Writes study.json once. */
function claim(store: ChunkStore, study: Study, hash: string, { backend, reason }: StartedBackend, out: string): void {
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

/** Refuses a directory that holds another study, or results of another backend, before anything is written there. */
function requireOwner(out: string, hash: string, backend: BackendName): void {
  const owner = readRecord(out);
  if (!owner) return;
  if (owner.hash !== hash)
    throw new InputError(
      `--out ${out}: expected the results of this study (hash ${hash.slice(0, 12)}), got those of another one (${String(owner.hash).slice(0, 12)})`,
      'choose another directory with --out',
    );
  // the same bytes come from one backend only: a study that mixes two could not be reproduced
  if (owner.backend !== backend)
    throw new InputError(
      `--out ${out}: expected results of the ${backend} backend, got those of ${String(owner.backend)}`,
      `continue with --backend ${String(owner.backend)}, or choose another directory with --out`,
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
