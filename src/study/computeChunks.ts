import { createHash } from 'node:crypto';
import { invariant } from '../errors.ts';
import { SharedCsiErrors } from '../model/sharedCsiErrors.ts';
import { designPrecoders } from '../problems/design/designPrecoders.ts';
import type { Chunk } from './chunks.ts';
import { chunkTasks } from './chunkTasks.ts';
import { evaluateDesign } from './evaluateDesign.ts';
import type { StudyPlan } from './studyPlan.ts';
import type { DesignRow } from './tables/designRow.ts';
import { ChunkTables, type TableFile } from './tables/studyTables.ts';

/** Merit that a precision of the study file asks of a solve: 1e-10 is centred, which determines SINRs too (docs/decisions/0020). */
const TOLERANCE = { precise: 1e-10, fast: 1e-6 } as const;

/** A table file with its checksum. */
export interface SummedFile extends TableFile {
  /** Of `bytes`, hex. */
  readonly sha256: string;
}

/** Everything that a chunk puts on the disk. */
export interface ChunkFiles {
  readonly files: readonly SummedFile[];
  /** Rows of table `designs`. */
  readonly designs: number;
  /** Wall-clock time of the computation. */
  readonly seconds: number;
}

/**
 * Computes the files of some chunks, all their designs in the same batches of the solver. The bytes of a chunk's files are a function of
 * the study and the chunk alone; its `seconds` are an equal share of the time.
 */
export async function computeChunks(plan: StudyPlan, chunks: readonly Chunk[]): Promise<ChunkFiles[]> {
  const start = performance.now();
  const rows = await designChunks(plan, chunks);
  const tables = tablesOfPlan(plan);
  const done = chunks.map((chunk, i) => ({
    designs: rows[i]?.length ?? 0,
    files: tables.files(chunk.id, rows[i] ?? []).map((file) => ({
      ...file,
      sha256: sha256(file.bytes),
    })),
  }));
  const seconds = (performance.now() - start) / 1000 / chunks.length;
  return done.map((chunk) => ({ ...chunk, seconds }));
}

const writers = new WeakMap<StudyPlan, ChunkTables>();

/** One for all chunks of a study that this thread computes. */
function tablesOfPlan(plan: StudyPlan): ChunkTables {
  let tables = writers.get(plan);
  if (!tables) {
    tables = new ChunkTables(plan.study, plan.hash);
    writers.set(plan, tables);
  }
  return tables;
}

/** sha256 in hex, as the manifests list it. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Designs and evaluates every grid point for the realizations of each chunk. */
async function designChunks({ study, points }: StudyPlan, chunks: readonly Chunk[]): Promise<DesignRow[][]> {
  const tasks = chunks.map((chunk) => chunkTasks(study, points, chunk));
  const designs = await designPrecoders(
    tasks.flat().map((t) => t.task),
    {
      tolerance: study.solver.tolerance ?? TOLERANCE[study.solver.precision],
      tighten: study.solver.tighten,
      lowerBounds: study.solver.lowerBounds,
    },
  );
  const shared = new SharedCsiErrors();
  let next = 0;
  return tasks.map((own) =>
    own.map(({ id, point, task }) => {
      const design = designs[next++];
      invariant(design, 'a design for every task');
      return { id, point, task, design, metrics: evaluateDesign(task, design, study.realizations, shared) };
    }),
  );
}
