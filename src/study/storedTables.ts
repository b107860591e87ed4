import { ResumableError } from '../errors.ts';
import type { ChunkLedger } from './chunkLedger.ts';
import type { Chunk } from './chunks.ts';
import type { Study } from './schema.ts';
import type { TableName } from './tables/tableNames.ts';
import { type ArrowTable, readArrow } from './tables/arrow/arrowReader.ts';
import { tableLayout, tableMetadata } from './tables/studyTables.ts';

/** The study that tables belong to. */
export interface TableOwner {
  readonly study: Study;
  readonly hash: string;
}

/**
 * A chunk's file of a table, read: the bytes have the checksum that a writer listed, and what they hold is this table of this chunk of this study, with its columns.
 *
 * @returns null where the chunk is not listed with this table.
 * @throws ResumableError naming the file where it is damaged, cannot be read or is something else.
 */
export function readStored(owner: TableOwner, ledger: ChunkLedger, table: TableName, chunk: Chunk): ArrowTable | null {
  const bytes = ledger.read(table, chunk);
  if (bytes === null) return null;
  try {
    return openTable(owner, bytes, table, chunk);
  } catch (error) {
    throw new ResumableError(
      `${ledger.path(table, chunk)}: expected table ${table} of this study, got something else (${error instanceof Error ? error.message : String(error)})`,
      'isac-mc verify tells more; delete this file and run the study again: its chunk is computed anew',
    );
  }
}

/** @throws Error on bytes that are no such table. */
function openTable({ study, hash }: TableOwner, bytes: Uint8Array, table: TableName, chunk: Chunk): ArrowTable {
  const content = readArrow(bytes);
  for (const [key, expected] of tableMetadata(table, hash, chunk.id)) {
    const found = content.metadata.get(key);
    if (found !== expected) throw new Error(`${key}: expected ${expected}, got ${found ?? 'none'}`);
  }
  const types = new Map(content.fields.map(({ name, type }) => [name, type]));
  for (const { name, type } of tableLayout(table, study).columns) {
    const [expected, found] = [type, types.get(name)].map((t) => JSON.stringify(t));
    if (found !== expected)
      throw new Error(`column ${name}: expected type ${expected}, got ${found ?? 'no such column'}`);
  }
  return content;
}
