import { ArrowWriter } from './arrow/arrowWriter.ts';
import type { Column } from './column.ts';

/**
 * One Arrow file (IPC file format, uncompressed, one record batch, one dictionary for each text column) with units and
 * descriptions in the field metadata. The bytes are a function of the rows alone.
 */
export function arrowFile<Row>(
  columns: readonly Column<Row>[],
  rows: Iterable<Row>,
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const writer = new ArrowWriter(columns);
  for (const row of rows) writer.append((i) => columns[i]?.get(row) ?? null);
  return writer.finish(metadata);
}
