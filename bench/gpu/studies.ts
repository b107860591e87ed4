import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import type { BackendName } from '../../src/device/backend.ts';
import type { StartedBackend } from '../../src/device/startBackend.ts';
import { ChunkStore } from '../../src/study/chunkStore.ts';
import { chunksTogether } from '../../src/study/chunksTogether.ts';
import { runChunks } from '../../src/study/runChunks.ts';
import { studySchema } from '../../src/study/schema.ts';
import { planStudy, type StudyPlan } from '../../src/study/studyPlan.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { inProcessExecutor } from '../../src/study/workers/chunkExecutor.ts';
import { chunkPool } from '../../src/study/workers/chunkPool.ts';

/** Designs of one channel realization: two schemes at two radii. */
const POINTS = 4;
const ERRORS = 100;

/** A whole study with some number of workers. */
export interface StudyMeasured {
  readonly backend: BackendName;
  readonly workers: number;
  readonly designs: number;
  /** Designs that a worker computes together. */
  readonly together: number;
  /** Until every worker has its device and kernels and has done a chunk. */
  readonly startSeconds: number;
  /** Of the whole study after that, from channels to files. */
  readonly seconds: number;
  readonly designsPerSecond: number;
  /** Of `seconds`, for how long files were being put on the disk; workers and this thread compute meanwhile. */
  readonly writeSeconds: number;
  readonly certified: number;
  /** sha256 over all data files: the same for any number of workers of one backend. */
  readonly digest: string;
}

/** Knows how long it has been writing. */
class TimedStore extends ChunkStore {
  seconds = 0;

  override async write(...args: Parameters<ChunkStore['write']>): Promise<void> {
    const start = performance.now();
    await super.write(...args);
    this.seconds += (performance.now() - start) / 1000;
  }
}

/** BLP-CBF and BLP-CoMP, `joint` `guaranteed`, N = 6, d = 0 and 0.01, 100 error draws, precision `fast`. */
function throughputPlan(designs: number): StudyPlan {
  return planStudy(
    studySchema.parse({
      title: 'throughput of whole studies',
      seed: '1',
      schemes: ['BLP-CBF', 'BLP-CoMP'],
      design: ['joint'],
      robustness: ['guaranteed'],
      sweep: { csiErrorRadius: [0, 0.01], thresholdDb: { 'BLP-CBF': 10, 'BLP-CoMP': 20 } },
      solver: { precision: 'fast' },
      realizations: { channels: Math.max(1, Math.round(designs / POINTS)), errors: ERRORS },
    }),
  );
}

/**
 * Computes and writes a study as `isac-mc run` does, with so many workers.
 *
 * @param started the backend of this process: workers start the same one.
 * @param batch designs that a worker computes together; undefined: as the backend wants it.
 */
export async function measureStudy(
  { backend, options }: StartedBackend,
  designs: number,
  workers: number,
  batch: number | undefined,
): Promise<StudyMeasured> {
  const plan = throughputPlan(designs);
  const { study, chunks, points } = plan;
  const out = mkdtempSync(join(tmpdir(), 'isac-mc-bench-'));
  const store = new TimedStore(out, tablesOf(study));
  const begin = performance.now();
  const executor =
    workers > 1
      ? chunkPool({ study, backend: backend.name, backendOptions: options, workers })
      : inProcessExecutor(plan, undefined);
  try {
    await Promise.all(Array.from({ length: workers }, async () => executor.run(chunks.slice(0, 1))));
    const start = performance.now();
    const together = chunksTogether(plan, { pending: chunks.length, workers, batch }, backend);
    await runChunks(executor, store, chunks, {
      together,
      signal: undefined,
      chunkCount: () => chunks.length,
      onChunk: () => undefined,
    });
    const seconds = (performance.now() - start) / 1000;
    const done = study.realizations.channels * points.length;
    return {
      backend: backend.name,
      workers,
      designs: done,
      together: together * Math.ceil(done / chunks.length),
      startSeconds: (start - begin) / 1000,
      seconds,
      designsPerSecond: done / seconds,
      writeSeconds: store.seconds,
      ...readBack(out),
    };
  } finally {
    await executor.close();
    store.close();
    rmSync(out, { recursive: true, force: true });
  }
}

function readBack(out: string): Pick<StudyMeasured, 'certified' | 'digest'> {
  const data = join(out, 'data');
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.arrow'));
  const hash = createHash('sha256');
  let certified = 0;
  for (const name of files.toSorted()) {
    const bytes = readFileSync(join(data, name));
    hash.update(bytes);
    if (!name.startsWith('designs')) continue;
    for (const value of tableFromIPC(bytes).getChild('certified') ?? []) if (value === true) certified++;
  }
  return { certified, digest: hash.digest('hex') };
}
