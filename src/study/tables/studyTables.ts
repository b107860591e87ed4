import { type TableName, type Study, TABLES, mostCells } from '../schema.ts';
import { NUMERICS_VERSION } from '../hash.ts';
import { type CellValue, type Column, type ColumnInfo, arrowFile } from './arrowTable.ts';
import { beampatternRows, beampatternsTable } from './beampatternsTable.ts';
import { complexityRows, complexityTable } from './complexityTable.ts';
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

/** A table of a study: its columns, and what designs write to it. */
export interface TableLayout {
  readonly columns: readonly ColumnInfo[];
  /** Values of the rows of some designs, by column. */
  readonly values: (designs: readonly DesignRow[]) => CellValue[][];
  /** Their Arrow file. */
  readonly file: (designs: readonly DesignRow[], metadata: ReadonlyMap<string, string>) => Omit<TableFile, 'table'>;
}

function layout<Row>(
  columns: readonly Column<Row>[],
  rowsOf: (designs: readonly DesignRow[]) => readonly Row[],
): TableLayout {
  return {
    columns,
    values: (designs) => {
      const rows = rowsOf(designs);
      return columns.map((c) => rows.map((row) => c.get(row)));
    },
    file: (designs, metadata) => {
      const rows = rowsOf(designs);
      return { rows: rows.length, bytes: arrowFile(columns, rows, metadata) };
    },
  };
}

/** Tables that a study writes, in their fixed order; `designs` always. */
export function tablesOf(study: Study): TableName[] {
  const tables: TableName[] = TABLES.filter((t) => t === 'designs' || study.output.tables.includes(t));
  const symbolLevel = study.schemes.some((s) => s.startsWith('SLP'));
  return symbolLevel && tables.includes('precoders') ? [...tables, 'transmit'] : tables;
}

/** The largest txAntennas of the study's grid: every chunk has the same schema. */
export function widestArray(study: Study): number {
  return Math.max(...(study.sweep.txAntennas ?? [study.scenario.txAntennas]));
}

/** Layout of a table of a study. */
export function tableLayout(table: TableName, study: Study): TableLayout {
  const cells = mostCells(study);
  const width = 2 * widestArray(study);
  const layouts: Record<TableName, () => TableLayout> = {
    designs: () => layout(designsTable(cells), (rows) => rows),
    errors: () => layout(errorsTable, errorRows),
    precoders: () => layout(precodersTable(width), (rows) => precoderRows(rows, width)),
    convergence: () => layout(convergenceTable(cells), convergenceRows),
    beampatterns: () => layout(beampatternsTable, beampatternRows),
    complexity: () => layout(complexityTable, (rows) => complexityRows(rows, study)),
    ser: () => layout(serTable, (rows) => serRows(rows, study)),
    transmit: () => layout(transmitTable(width), (rows) => transmitRows(rows, width)),
  };
  return layouts[table]();
}

/** Schema metadata of a chunk's file. */
export function tableMetadata(table: TableName, hash: string, chunk: number): Map<string, string> {
  return new Map([
    ['isac_mc.table', table],
    ['isac_mc.study_hash', hash],
    ['isac_mc.numerics', String(NUMERICS_VERSION)],
    ['isac_mc.chunk', String(chunk)],
  ]);
}

/** The Arrow files of one chunk. */
export function chunkTables(study: Study, hash: string, chunk: number, rows: readonly DesignRow[]): TableFile[] {
  return tablesOf(study).map((table) => ({
    table,
    ...tableLayout(table, study).file(rows, tableMetadata(table, hash, chunk)),
  }));
}
