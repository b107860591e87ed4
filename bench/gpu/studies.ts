import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import type { BackendName } from '../../src/device/backend.ts';
import type { StartedBackend } from '../../src/device/startBackend.ts';
import { ChunkStore } from '../../src/study/chunkStore.ts';
import { chunksTogether } from '../../src/study/chunksTogether.ts';
import { runChunks } from '../../src/study/runChunks.ts';
import { studySchema } from '../../src/study/schema.ts';
import { planStudy, type StudyPlan } from '../../src/study/studyPlan.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { startExecutor } from '../../src/study/workers/startExecutor.ts';

/** Error draws of a design. */
const ERRORS = 100;

/** Studies that are measured: `joint`, N = 6, thresholds 10 dB (CBF) and 20 dB (CoMP), and the designs that keep 16 cores or a GPU busy for some seconds. */
export const STUDIES = {
  'block level, d = 0': { schemes: ['BLP-CBF', 'BLP-CoMP'], csiErrorRadius: 0, cpu: 2048, gpu: 8192 },
  'block level, d = 0.01': { schemes: ['BLP-CBF', 'BLP-CoMP'], csiErrorRadius: 0.01, cpu: 1024, gpu: 4096 },
  'symbol level, d = 0.01': { schemes: ['SLP-CBF', 'SLP-CoMP'], csiErrorRadius: 0.01, cpu: 128, gpu: 1024 },
} as const;
/** One of `STUDIES`. */
export type StudyName = keyof typeof STUDIES;
/** All of them. */
export const STUDY_NAMES = Object.keys(STUDIES) as StudyName[];

/** What is run. */
export interface StudyRequest {
  readonly study: StudyName;
  readonly precision: 'fast' | 'precise';
  readonly designs: number;
  readonly workers: number;
  /** Designs that a worker computes together; undefined: as the backend wants it. */
  readonly batch: number | undefined;
}

/** A whole study with some number of workers. */
export interface StudyMeasured extends Omit<StudyRequest, 'batch'> {
  readonly backend: BackendName;
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

function planOf({ study, precision, designs }: StudyRequest): StudyPlan {
  const { schemes, csiErrorRadius } = STUDIES[study];
  const [cbf, comp] = schemes;
  return planStudy(
    studySchema.parse({
      title: study,
      seed: '1',
      scenario: { csiErrorRadius },
      schemes: [...schemes],
      design: ['joint'],
      robustness: [csiErrorRadius > 0 ? 'guaranteed' : 'none'],
      sweep: { thresholdDb: { [cbf]: 10, [comp]: 20 } },
      solver: { precision },
      realizations: { channels: Math.max(1, Math.round(designs / schemes.length)), errors: ERRORS },
    }),
  );
}

/** Computes and writes a study as `isac-mc run` does, on the backend of this process; workers start the same one. */
export async function measureStudy(started: StartedBackend, request: StudyRequest): Promise<StudyMeasured> {
  const plan = planOf(request);
  const { study, chunks, points } = plan;
  const workers = Math.min(request.workers, chunks.length);
  const out = mkdtempSync(join(tmpdir(), 'isac-mc-bench-'));
  const store = new TimedStore(out, tablesOf(study));
  const begin = performance.now();
  const executor = await startExecutor(plan, started, { workers, stop: undefined });
  try {
    await Promise.all(Array.from({ length: workers }, async () => executor.run(chunks.slice(0, 1))));
    const start = performance.now();
    const division = { pending: chunks.length, workers, devices: 1, batch: request.batch };
    const together = chunksTogether(plan, division, await conicKernelOf(started.backend));
    await runChunks(executor, store, chunks, {
      together,
      signal: undefined,
      chunkCount: () => chunks.length,
      onChunk: () => undefined,
    });
    const seconds = (performance.now() - start) / 1000;
    const designs = study.realizations.channels * points.length;
    return {
      study: request.study,
      backend: started.backend.name,
      precision: request.precision,
      workers,
      designs,
      together: together * Math.ceil(designs / chunks.length),
      startSeconds: (start - begin) / 1000,
      seconds,
      designsPerSecond: designs / seconds,
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
    for (const value of tableFromIPC(bytes).getChild('meets_claim') ?? []) if (value === true) certified++;
  }
  return { certified, digest: hash.digest('hex') };
}

/** A study in one line. */
export function describeStudy(row: StudyMeasured): string {
  return (
    `${row.study}, ${row.backend}, ${row.precision}, ${row.workers} workers: ${row.designsPerSecond.toFixed(1)} designs/s ` +
    `(${row.designs} in ${row.seconds.toFixed(1)} s, ${row.writeSeconds.toFixed(1)} s of writing, ${row.together} together, ` +
    `ready after ${row.startSeconds.toFixed(1)} s), ${row.certified} certified`
  );
}
