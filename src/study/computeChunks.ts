import { invariant } from '../errors.ts';
import type { Chunk } from './chunks.ts';
import { chunkTasks } from './chunkTasks.ts';
import { countDesigns } from './designCounter.ts';
import { designDraws } from './designDraws.ts';
import { drawFault } from './drawFault.ts';
import { evaluateDraw } from './evaluateDraw.ts';
import { withErrorDraws } from './errorDraws.ts';
import { sha256 } from './hash.ts';
import type { StudyPlan } from './studyPlan.ts';
import { withSymbolErrors } from './symbolErrors.ts';
import { type DesignRow, failedRow } from './tables/designRow.ts';
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
  /** Those of them with status `failed`. */
  readonly failed: number;
  /** Wall-clock time of the computation. */
  readonly seconds: number;
}

/**
 * Computes the files of some chunks, all their designs in the same batches of the solver. The bytes of a chunk's files are a function of
 * the study and the chunk alone; its `seconds` are an equal share of the time. A draw that cannot be computed is a row with status `failed`.
 *
 * @param onDesigns called with the designs made so far, about, after every batch of programs.
 * @throws InputError when the channel file of the study cannot be used.
 * @throws whatever is not the fault of a draw (`drawFault`): of the device, the backend, the memory.
 */
export async function computeChunks(
  plan: StudyPlan,
  chunks: readonly Chunk[],
  onDesigns?: (done: number) => void,
): Promise<ChunkFiles[]> {
  const start = performance.now();
  const rows = await designChunks(plan, chunks, { onDesigns });
  const tables = tablesOfPlan(plan);
  const done = chunks.map((chunk, i) => {
    const { files, designs } = writeTables(tables, chunk, rows[i] ?? []);
    return {
      designs: designs.length,
      failed: designs.filter((r) => r.failure !== null).length,
      files: files.map((file) => ({ ...file, sha256: sha256(file.bytes) })),
    };
  });
  const seconds = (performance.now() - start) / 1000 / chunks.length;
  return done.map((chunk) => ({ ...chunk, seconds }));
}

/** The files of a chunk. Designs whose rows cannot be made, as of symbol errors or a beampattern, become failed ones. */
export function writeTables(
  tables: ChunkTables,
  chunk: Chunk,
  designs: readonly DesignRow[],
): { files: readonly TableFile[]; designs: readonly DesignRow[] } {
  try {
    return { files: tables.files(chunk.id, designs), designs };
  } catch (error) {
    if (drawFault(error) === null) throw error;
    const kept = designs.map((row) => {
      const failure = tableFault(tables, chunk, row);
      return failure === null ? row : failedRow(row, failure);
    });
    return { files: tables.files(chunk.id, kept), designs: kept };
  }
}

/** Why the rows of one design cannot be made; null where they can. */
function tableFault(tables: ChunkTables, chunk: Chunk, row: DesignRow): string | null {
  try {
    tables.files(chunk.id, [row]);
    return null;
  } catch (error) {
    const failure = drawFault(error);
    if (failure === null) throw error;
    return `tables: ${failure}`;
  }
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

/**
 * Designs and evaluates every grid point for the realizations of each chunk.
 *
 * @param onDesigns called with the designs made so far, about, after every batch of programs.
 * @returns the rows of each chunk.
 */
export async function designChunks(
  { study, points }: Pick<StudyPlan, 'study' | 'points'>,
  chunks: readonly Chunk[],
  { onDesigns }: { readonly onDesigns?: ((done: number) => void) | undefined } = {},
): Promise<DesignRow[][]> {
  const tasks = chunks.map((chunk) => chunkTasks(study, points, chunk));
  const counter =
    onDesigns &&
    countDesigns(
      study,
      tasks.reduce((sum, own) => sum + own.length, 0),
      onDesigns,
    );
  const designs = await designDraws(
    tasks.flat().flatMap((t) => (t.failure === null ? [t.task] : [])),
    {
      tolerance: study.solver.tolerance ?? TOLERANCE[study.solver.precision],
      tighten: study.solver.tighten,
      lowerBounds: study.solver.lowerBounds,
      ...(counter ? { onDesigned: counter.add } : {}),
    },
  );
  let next = 0;
  const rows = tasks.map((own) =>
    own.map((grid) => {
      if (grid.failure !== null) return failedRow(grid, grid.failure);
      const design = designs[next++];
      invariant(design, 'a design or a failure for every task');
      return evaluateDraw(grid, design, study.realizations.outage);
    }),
  );
  const complete = await withSymbolErrors(await withErrorDraws(rows.flat(), study), study);
  counter?.end();
  let done = 0;
  return rows.map(({ length }) => complete.slice(done, (done += length)));
}
