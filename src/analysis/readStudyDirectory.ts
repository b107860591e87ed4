import { basename, resolve } from 'node:path';
import { ResumableError } from '../errors.ts';
import { ChunkLedger } from '../study/chunkLedger.ts';
import { type Chunk, studyChunks } from '../study/chunks.ts';
import type { TableName } from '../study/tables/tableNames.ts';
import { readStored } from '../study/storedTables.ts';
import { type StudyDirectory, openStudyDirectory } from '../study/studyDirectory.ts';
import type { ArrowTable } from '../study/tables/arrow/arrowReader.ts';
import { tablesOf } from '../study/tables/studyTables.ts';

/** A study directory to be read. */
export interface StudySource extends StudyDirectory {
  /** Last part of the path: names the files made from it. */
  readonly name: string;
  readonly ledger: ChunkLedger;
  /** Chunks that were listed with all of their files when the directory was opened, by id. What is not listed is no result. */
  readonly chunks: readonly Chunk[];
}

/**
 * Opens what `isac-mc run` wrote.
 *
 * @throws InputError when the directory is missing, cannot be read or holds no study of this version.
 */
export function openStudySource(path: string): StudySource {
  const root = resolve(path);
  const directory = openStudyDirectory(root);
  const ledger = new ChunkLedger(root, tablesOf(directory.study));
  const chunks = ledger.listedAmong(studyChunks(directory.study));
  return { ...directory, name: basename(root), ledger, chunks };
}

/**
 * A table in the order of its chunks, one after the other; nothing where the study does not write it.
 *
 * @throws ResumableError naming a file that is damaged, or is no such table of this study.
 */
export function* readTable(source: StudySource, table: TableName): Generator<ArrowTable> {
  if (!tablesOf(source.study).includes(table)) return;
  for (const chunk of source.chunks) {
    const content = readStored(source, source.ledger, table, chunk);
    if (content) yield content;
  }
}

/** The error that names a value which no row of the study has, although the checksums are right. */
export function foreignValue(source: StudySource, table: TableName, expected: string, found: unknown): ResumableError {
  return new ResumableError(
    `${source.root}: table ${table}: expected ${expected}, got ${String(found)}`,
    'isac-mc verify tells more',
  );
}

/** Refuses the index of a base station that a system of so many cells does not have. @throws ResumableError naming it. */
export function requireStation(source: StudySource, table: TableName, bs: number, cells: number): void {
  if (!(bs >= 0 && bs < cells)) throw foreignValue(source, table, `a bs below ${cells}`, bs);
}

/** A column of a table as numbers, NaN for null. */
export function numberColumn(table: ArrowTable, name: string): Float64Array {
  const value = table.column(name);
  return Float64Array.from({ length: table.rows }, (_, i) => {
    const cell = value(i);
    return cell === null ? Number.NaN : Number(cell);
  });
}

/** Rows of a table by some of its columns as numbers, NaN for null; nothing where the study does not write it. */
export function* numberRows<Name extends string>(
  source: StudySource,
  table: TableName,
  names: readonly Name[],
): Generator<Readonly<Record<Name, number>>> {
  for (const content of readTable(source, table)) {
    const columns = names.map((name) => [name, numberColumn(content, name)] as const);
    for (let i = 0; i < content.rows; i++) {
      const row = {} as Record<Name, number>;
      for (const [name, values] of columns) row[name] = values[i] as number;
      yield row;
    }
  }
}

/** A column of a table as texts. */
export function textColumn(table: ArrowTable, name: string): string[] {
  const value = table.column(name);
  return Array.from({ length: table.rows }, (_, i) => String(value(i)));
}

/** A column of lists of a table. */
export function listColumn(table: ArrowTable, name: string): (Float64Array | null)[] {
  const value = table.column(name);
  return Array.from({ length: table.rows }, (_, i) => value(i) as Float64Array | null);
}
