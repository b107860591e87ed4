import { createHash } from 'node:crypto';
import { invariant } from '../errors.ts';
import { designPrecoders } from '../problems/design/designPrecoders.ts';
import type { Chunk } from './chunks.ts';
import { chunkTasks } from './chunkTasks.ts';
import { evaluateDesign } from './evaluateDesign.ts';
import type { StudyPlan } from './studyPlan.ts';
import type { DesignRow } from './tables/designRow.ts';
import { chunkTables, type TableFile } from './tables/studyTables.ts';

/** Merit that a precision of the study file asks of a solve. */
const TOLERANCE = { precise: 1e-8, fast: 1e-6 } as const;

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

/** Computes the files of a chunk; their bytes are a function of the study and the chunk alone. */
export async function computeChunk(plan: StudyPlan, chunk: Chunk): Promise<ChunkFiles> {
  const start = performance.now();
  const rows = await designChunk(plan, chunk);
  const files = chunkTables(plan.study, plan.hash, chunk.id, rows).map((file) => ({
    ...file,
    sha256: sha256(file.bytes),
  }));
  return { files, designs: rows.length, seconds: (performance.now() - start) / 1000 };
}

/** sha256 in hex, as the manifests list it. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Designs and evaluates every grid point for the realizations of a chunk. */
async function designChunk({ study, points }: StudyPlan, chunk: Chunk): Promise<DesignRow[]> {
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
