import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ChunkLedger } from './chunkLedger.ts';
import { type FailedRows, failedRowsOf } from './failedRows.ts';
import { monitorOf, type StopReport } from './stopping/stopMonitor.ts';
import { openStudyDirectory } from './studyDirectory.ts';
import { planStudy } from './studyPlan.ts';
import { tablesOf } from './tables/studyTables.ts';

/** A chunk that could not be computed. */
export interface FailedChunk {
  /** Its id. */
  readonly chunk: number;
  /** Why, in one line. */
  readonly error: string;
  /** The machine that tried last. */
  readonly host: string;
}

/** A chunk with a file that is not what was written. */
export interface DamagedChunk {
  /** Its id. */
  readonly chunk: number;
  /** Path of the file. */
  readonly file: string;
  /** What is wrong with it. */
  readonly reason: string;
}

/** What is done of a study and what is not; failed rows are those of the chunks that are done. */
export interface StudyStatus extends FailedRows {
  /** Of the study. */
  readonly title: string;
  /** Of the study. */
  readonly hash: string;
  /** Chunks of the study; of one with a rule those until it stopped, or at most. */
  readonly chunks: number;
  /** Those of them that are done. */
  readonly done: number;
  /** Ids of chunks that nobody has computed yet, or that a kill left half written. */
  readonly missing: readonly number[];
  /** Chunks that could not be computed, with the last reason. */
  readonly failed: readonly FailedChunk[];
  /** Chunks with a file whose bytes are not those that were written. */
  readonly damaged: readonly DamagedChunk[];
  /** Rows of every table in the chunks that are done. */
  readonly rows: Readonly<Record<string, number>>;
  /** Computing time of the chunks that are done, over all workers. */
  readonly seconds: number;
  /** Every chunk is done. */
  readonly complete: boolean;
  /** _SUCCESS is there. */
  readonly success: boolean;
  /** Of a study with a rule: what is known now. */
  readonly stop?: StopReport;
}

/**
 * Reads a study directory, compares every checksum, and changes nothing.
 *
 * @throws InputError when it holds no study of this version.
 * @throws ResumableError naming a file that has its checksum and is no table of the study, where it is read: for failed rows, or by a rule.
 */
export function studyStatus(root: string): StudyStatus {
  const { study, hash, complete: success } = openStudyDirectory(root);
  const tables = tablesOf(study);
  const ledger = new ChunkLedger(root, tables);
  const plan = planStudy(study);
  const monitor = monitorOf(plan, ledger);
  const chunks = plan.chunks.slice(0, monitor?.advance());
  const missing: number[] = [];
  const failed: FailedChunk[] = [];
  const damaged: DamagedChunk[] = [];
  const rows: Record<string, number> = Object.fromEntries(tables.map((t) => [t, 0]));
  let [done, seconds] = [0, 0];
  for (const chunk of chunks) {
    const state = ledger.state(chunk);
    if (state.kind === 'missing') missing.push(chunk.id);
    else if (state.kind === 'failed') failed.push({ chunk: chunk.id, error: state.error, host: state.host });
    else if (state.kind === 'damaged') damaged.push({ chunk: chunk.id, file: state.file, reason: state.reason });
    else {
      done++;
      seconds += state.line.seconds;
      for (const file of state.line.files) rows[file.table] = (rows[file.table] ?? 0) + file.rows;
    }
  }
  return {
    title: study.title,
    hash,
    chunks: chunks.length,
    done,
    missing,
    failed,
    damaged,
    rows,
    ...failedRowsOf(plan, ledger, chunks),
    seconds,
    complete: done === chunks.length,
    success,
    ...(monitor ? { stop: monitor.report() } : {}),
  };
}

/** True when a directory holds the whole of the study of that hash, finished. */
export function isFinished(root: string, hash: string): boolean {
  if (!existsSync(join(root, 'study.json'))) return false;
  const directory = openStudyDirectory(root);
  return directory.hash === hash && directory.complete && studyStatus(root).complete;
}
