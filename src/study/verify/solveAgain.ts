import { join } from 'node:path';
import { ChunkLedger } from '../chunkLedger.ts';
import { chunkFile } from '../chunks.ts';
import { computeChunks } from '../computeChunks.ts';
import { readRegularFile } from '../readRegularFile.ts';
import { openStudyDirectory } from '../studyDirectory.ts';
import { planStudy } from '../studyPlan.ts';
import { type StoredColumns, readColumns } from '../tables/readColumns.ts';
import { tablesOf } from '../tables/studyTables.ts';
import { cellText, differenceTexts, EXACT } from './compareCells.ts';
import { type Finding, Findings } from './findings.ts';

export interface SolveAgainOptions {
  /** Number of chunks to compute again, evenly spread. */
  readonly chunks: number;
  /** Where the channel file of the study is, if it was moved. */
  readonly channelFile?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface SolvedAgain {
  /** Ids of the chunks that were computed again. */
  readonly chunks: readonly number[];
  /** Findings in all; the first 1000 of them. */
  readonly findingCount: number;
  readonly findings: readonly Finding[];
}

/**
 * Computes chunks of a study again, solver and all, on the backend of this process, and compares every byte: the one check that
 * also covers what only the solver knows. The bytes are those of the study on the same backend, version and kind of machine.
 *
 * @throws InputError when there is no readable study, or its channel file cannot be used.
 */
export async function solveAgain(root: string, options: SolveAgainOptions): Promise<SolvedAgain> {
  const { study } = openStudyDirectory(root, options.channelFile);
  const plan = planStudy(study);
  const ledger = new ChunkLedger(root, tablesOf(study));
  const present = plan.chunks.filter((c) => ledger.isListed(c));
  const count = Math.min(options.chunks, present.length);
  const chosen = present.filter(
    (_, i) => Math.floor(((i + 1) * count) / present.length) > Math.floor((i * count) / present.length),
  );
  const findings = new Findings();
  options.onProgress?.(0, chosen.length);
  for (const [i, chunk] of chosen.entries()) {
    const [again] = await computeChunks(plan, [chunk]);
    for (const { table, bytes } of again?.files ?? []) {
      const file = join('data', table, chunkFile(chunk));
      let stored: Buffer;
      try {
        stored = readRegularFile(ledger.path(table, chunk));
      } catch (error) {
        const found = error instanceof Error ? error.message : String(error);
        findings.add({ file, row: null, column: null, expected: 'a readable file', found });
        continue;
      }
      if (!stored.equals(bytes)) compare(file, bytes, stored, findings);
    }
    options.onProgress?.(i + 1, chosen.length);
  }
  return { chunks: chosen.map((c) => c.id), findingCount: findings.count, findings: findings.kept };
}

/** Names the cells in which a file differs from the one computed again; the file where they cannot be told. */
function compare(file: string, expected: Uint8Array, found: Uint8Array, findings: Findings): void {
  const before = findings.count;
  const [a, b] = [readColumns(expected), tryRead(found)];
  if (b && a.rows === b.rows)
    for (const [column, values] of a.columns)
      values.forEach((value, row) => {
        const other = b.columns.get(column)?.[row];
        if (cellText(value) !== cellText(other))
          findings.add({ file, row, column, ...differenceTexts({ type: 'float64' }, value, other, EXACT) });
      });
  if (findings.count === before)
    findings.add({ file, row: null, column: null, expected: 'the bytes computed again', found: 'others' });
}

function tryRead(bytes: Uint8Array): StoredColumns | null {
  try {
    return readColumns(bytes);
  } catch {
    return null; // told as other bytes
  }
}
