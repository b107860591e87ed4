import { type TableName, type Study, TABLES } from '../schema.ts';
import { NUMERICS_VERSION } from '../hash.ts';
import { arrowFile } from './arrowTable.ts';
import { beampatternRows, beampatternsTable } from './beampatternsTable.ts';
import { convergenceRows, convergenceTable } from './convergenceTable.ts';
import type { DesignRow } from './designRow.ts';
import { designsTable } from './designsTable.ts';
import { errorRows, errorsTable } from './errorsTable.ts';
import { precoderRows, precodersTable } from './precodersTable.ts';
import { serRows, serTable } from './serTable.ts';
import { transmitRows, transmitTable } from './transmitTable.ts';

export interface TableFile {
  readonly table: TableName;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Tables that a study writes, in their fixed order; `designs` always. */
export function tablesOf(study: Study): TableName[] {
  const tables: TableName[] = TABLES.filter((t) => t === 'designs' || study.output.tables.includes(t));
  const symbolLevel = study.schemes.some((s) => s.startsWith('SLP'));
  return symbolLevel && tables.includes('precoders') ? [...tables, 'transmit'] : tables;
}

/**
 * The Arrow files of one chunk.
 *
 * @param antennas the largest txAntennas of the study's grid: every chunk has the same schema.
 */
export function chunkTables(
  study: Study,
  hash: string,
  chunk: number,
  antennas: number,
  rows: readonly DesignRow[],
): TableFile[] {
  const { cells } = study.scenario;
  return tablesOf(study).map((table) => {
    const metadata = new Map([
      ['isac_mc.table', table],
      ['isac_mc.study_hash', hash],
      ['isac_mc.numerics', String(NUMERICS_VERSION)],
      ['isac_mc.chunk', String(chunk)],
    ]);
    if (table === 'designs') return { table, rows: rows.length, bytes: arrowFile(designsTable(cells), rows, metadata) };
    if (table === 'errors') {
      const list = errorRows(rows);
      return { table, rows: list.length, bytes: arrowFile(errorsTable, list, metadata) };
    }
    if (table === 'precoders') {
      const list = precoderRows(rows, 2 * antennas);
      return { table, rows: list.length, bytes: arrowFile(precodersTable(2 * antennas), list, metadata) };
    }
    if (table === 'beampatterns') {
      const list = beampatternRows(rows);
      return { table, rows: list.length, bytes: arrowFile(beampatternsTable, list, metadata) };
    }
    if (table === 'ser') {
      const list = serRows(rows, study);
      return { table, rows: list.length, bytes: arrowFile(serTable, list, metadata) };
    }
    if (table === 'transmit') {
      const list = transmitRows(rows, 2 * antennas);
      return { table, rows: list.length, bytes: arrowFile(transmitTable(2 * antennas), list, metadata) };
    }
    const list = convergenceRows(rows);
    return { table, rows: list.length, bytes: arrowFile(convergenceTable(cells), list, metadata) };
  });
}
