import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { Compression, Table, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { invariant, IsacError, ResumableError } from '../errors.ts';
import { ChunkLedger } from '../study/chunkLedger.ts';
import { readStored } from '../study/storedTables.ts';
import { failedIn } from '../study/failedRows.ts';
import { neededChunks } from '../study/stopping/stopMonitor.ts';
import { openStudyDirectory } from '../study/studyDirectory.ts';
import { planStudy } from '../study/studyPlan.ts';
import { makeFolder, syncFolder, writeSynced } from '../study/syncedFiles.ts';
import { tablesOf } from '../study/tables/studyTables.ts';
import type { ArrowTable } from '../study/tables/arrow/arrowReader.ts';
import { withVariableLists } from '../study/tables/variableLists.ts';
import { interrupted, refused } from '../systemErrors.ts';

export interface ExportOptions {
  /** Folder of the Parquet files, default `parquet` in the study directory. */
  readonly out?: string;
  /** Export the chunks that are there of an unfinished study. Default false. */
  readonly partial?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportResult {
  readonly out: string;
  readonly tables: readonly string[];
  readonly chunks: number;
  /** Chunks of the study that are not there, with `partial`; of a study that its rule stopped, of those until then. */
  readonly missing: readonly number[];
  readonly rows: number;
  /** Rows of table `designs` with status `failed`. */
  readonly failedRows: number;
  /** Bytes of all Parquet files, and of the Arrow files that they were made from. */
  readonly bytes: number;
  readonly arrowBytes: number;
  /** Files that were there already, byte for byte. */
  readonly unchanged: number;
}

/**
 * Writes every table of a study as Parquet with zstd, one file for each chunk, in hive layout: `<table>/chunk=<id>/part.parquet`.
 * Units and descriptions stay in the field metadata; lists of fixed size become lists of variable size (`withVariableLists`).
 * Memory holds one chunk of one table. A file appears whole or not at all, and the same study gives the same bytes.
 *
 * @throws InputError when the directory holds no study, or the folder cannot be written.
 * @throws ResumableError when a chunk is missing (without `partial`), a file is damaged or the disk refuses.
 */
export function exportParquet(root: string, options: ExportOptions = {}): ExportResult {
  const { study } = openStudyDirectory(root);
  const plan = planStudy(study);
  const tables = tablesOf(study);
  const ledger = new ChunkLedger(root, tables);
  const all = neededChunks(plan, ledger);
  const chunks = all.filter((c) => ledger.isDone(c));
  const missing = all.filter((c) => !chunks.includes(c)).map((c) => c.id);
  if (missing.length > 0 && !options.partial)
    throw new ResumableError(
      `${root}: expected every one of ${all.length} chunks, got ${chunks.length}`,
      'run the study again to continue, or export what is there with --partial',
    );
  const failedRows = chunks.reduce((sum, c) => sum + failedIn(ledger, c), 0);
  const out = options.out ?? join(root, 'parquet');
  const temporary = join(out, `.tmp-${hostname()}-${process.pid}`);
  const count = { rows: 0, bytes: 0, arrowBytes: 0, unchanged: 0 };
  try {
    makeFolder(temporary);
  } catch (error) {
    throw refused(`${out}: cannot write there`, error);
  }
  try {
    options.onProgress?.(0, chunks.length);
    chunks.forEach((chunk, i) => {
      for (const table of tables) {
        const content = readStored(plan, ledger, table, chunk);
        invariant(content, 'a chunk that is done has its tables');
        const { parquet, rows, size } = convert(content);
        count.rows += rows;
        count.bytes += parquet.length;
        count.arrowBytes += size;
        const folder = join(out, table, `chunk=${chunk.id}`);
        if (publish(parquet, folder, join(temporary, `${table}-${chunk.id}`))) count.unchanged++;
      }
      options.onProgress?.(i + 1, chunks.length);
    });
  } catch (error) {
    if (error instanceof IsacError) throw error;
    throw interrupted(`${out}: cannot be written`, error);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return { out, tables, chunks: chunks.length, missing, ...count, failedRows };
}

function convert({ bytes, rows }: ArrowTable): { parquet: Uint8Array; rows: number; size: number } {
  return { parquet: parquetFile(bytes), rows, size: bytes.length };
}

/** The Parquet file of an Arrow file of a table. */
export function parquetFile(bytes: Uint8Array): Uint8Array {
  const table = tableFromIPC(bytes);
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).setCreatedBy('isac-mc').build();
  // both are consumed: the wasm memory of one chunk is free again after it
  return writeParquet(Table.fromIPCStream(tableToIPC(withVariableLists(table), 'stream')), properties);
}

/** Publishes a file atomically; true when it was there already with the same bytes. */
function publish(bytes: Uint8Array, folder: string, temporary: string): boolean {
  const file = join(folder, 'part.parquet');
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() && found.size === bytes.length && readFileSync(file).equals(bytes)) return true;
  makeFolder(folder);
  writeSynced(temporary, bytes, 'w');
  renameSync(temporary, file);
  syncFolder(folder);
  return false;
}
