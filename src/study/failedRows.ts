import type { ChunkLedger } from './chunkLedger.ts';
import type { Chunk } from './chunks.ts';
import { readStored, type TableOwner } from './storedTables.ts';
import type { ArrowTable } from './tables/arrow/arrowReader.ts';

/** A row of table `designs` with status `failed`. */
export interface FailedRow {
  /** Its `design_id`. */
  readonly designId: number;
  /** Channel realization. */
  readonly realization: number;
  /** Why the draw cannot be computed, in one line. */
  readonly failure: string;
}

/** Failed rows of some chunks. */
export interface FailedRows {
  /** All of them. */
  readonly failedRows: number;
  /** The first ones, 20 at most. */
  readonly failures: readonly FailedRow[];
}

const MOST_NAMED = 20;

/**
 * Counts the failed rows of those of some chunks that are done, and reads the first ones.
 *
 * @throws ResumableError naming a file of table `designs` with failed rows that is not what was written.
 */
export function failedRowsOf(owner: TableOwner, ledger: ChunkLedger, chunks: readonly Chunk[]): FailedRows {
  let failedRows = 0;
  const failures: FailedRow[] = [];
  for (const chunk of chunks) {
    const count = failedIn(ledger, chunk);
    failedRows += count;
    const designs = count > 0 && failures.length < MOST_NAMED ? readStored(owner, ledger, 'designs', chunk) : null;
    if (designs) failures.push(...failuresIn(designs));
  }
  return { failedRows, failures: failures.slice(0, MOST_NAMED) };
}

/** Failed rows of a chunk as its writer counted them; 0 of one that is not done. */
export function failedIn(ledger: ChunkLedger, chunk: Chunk): number {
  const state = ledger.state(chunk);
  return state.kind === 'done' ? (state.line.failed ?? 0) : 0;
}

function failuresIn(designs: ArrowTable): FailedRow[] {
  const [id, realization, failure] = [
    designs.column('design_id'),
    designs.column('realization'),
    designs.column('failure'),
  ];
  return Array.from({ length: designs.rows }, (_, row) => row).flatMap((row) => {
    const why = failure(row);
    return why === null
      ? []
      : [{ designId: Number(id(row)), realization: Number(realization(row)), failure: String(why) }];
  });
}
