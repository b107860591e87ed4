import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../device/packageRoot.ts';
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

/** Merit that a precision of the study file asks of the CPU backend. */
const TOLERANCE = { precise: 1e-8, fast: 1e-6 } as const;

export interface RunOptions {
  /** Study directory. */
  readonly out: string;
  /** Only the chunks that hold the first so many channel realizations. */
  readonly limit?: number;
  readonly precision?: 'fast' | 'precise';
  readonly onProgress?: (done: number, total: number, designs: number) => void;
  /** Checked between chunks: the run stops there when it is aborted. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly hash: string;
  readonly chunksDone: number;
  /** Chunks found done. */
  readonly chunksSkipped: number;
  readonly complete: boolean;
}

/**
 * Runs or resumes a study: chunk after chunk, each written atomically.
 *
 * @throws InputError when the directory cannot be written or holds another study.
 * @throws ResumableError when the run was interrupted or a file is damaged.
 */
export async function runStudy(study: Study, options: RunOptions): Promise<RunResult> {
  const resolved = options.precision ? { ...study, solver: { ...study.solver, precision: options.precision } } : study;
  const hash = studyHash(resolved);
  const points = studyGrid(resolved);
  const all = studyChunks(resolved);
  const chunks = limitChunks(all, options.limit);
  requireOwner(options.out, hash);
  // looked up before the store reads the manifests: another writer's later success is not ours to judge
  const wasComplete = existsSync(join(options.out, '_SUCCESS'));
  const store = new ChunkStore(options.out, tablesOf(resolved));
  try {
    claim(store, resolved, hash, options.out);
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
      const antennas = Math.max(...points.map((p) => p.scenario.txAntennas));
      store.write(chunk, chunkTables(resolved, hash, chunk.id, antennas, rows), (performance.now() - start) / 1000);
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
function claim(store: ChunkStore, study: Study, hash: string, out: string): void {
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
    backend: 'cpu',
    device: 'WebAssembly f64x2, float64',
    start: new Date().toISOString(),
  };
  // lost a race against another writer: it may run another study
  if (!store.writeOnce('study.json', `${JSON.stringify(record, null, 2)}\n`)) requireOwner(out, hash);
}

/** Refuses a directory that holds another study, before anything is written there. */
function requireOwner(out: string, hash: string): void {
  const file = join(out, 'study.json');
  if (!existsSync(file)) return;
  let owner: unknown;
  try {
    owner = (JSON.parse(readFileSync(file, 'utf8')) as { hash?: unknown }).hash;
  } catch (error) {
    throw new InputError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'choose another directory with --out',
    );
  }
  if (owner !== hash)
    throw new InputError(
      `--out ${out}: expected the results of this study (hash ${hash.slice(0, 12)}), got those of another one (${String(owner).slice(0, 12)})`,
      'choose another directory with --out',
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
