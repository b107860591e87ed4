import { isSymbolLevel } from '../../problems/capabilities.ts';
import { NUMERICS_VERSION } from '../hash.ts';
import type { Study } from '../schema.ts';
import { type TableName, TABLES } from './tableNames.ts';
import { axisOf, mostCells } from '../sweepAxes.ts';
import { ArrowWriter } from './arrow/arrowWriter.ts';
import type { CellValue, Column, ColumnInfo } from './column.ts';
import { beampatternRows, beampatternsTable } from './beampatternsTable.ts';
import { certificateRows, certificatesTable } from './certificatesTable.ts';
import { complexityRows, complexityTable } from './complexityTable.ts';
import { convergenceRows, convergenceTable } from './convergenceTable.ts';
import type { DesignRow } from './designRow.ts';
import { designsTable } from './designsTable.ts';
import { errorRows, errorsTable } from './errorsTable.ts';
import { precoderRows, precodersTable } from './precodersTable.ts';
import { distributionRows, sinrDistributionTable } from './sinrDistributionTable.ts';
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
  /** True where the solver alone knows which rows a design has: they cannot be counted from the study. */
  readonly claimed: boolean;
  /** Values of the rows of some designs, by column. */
  readonly values: (designs: readonly DesignRow[]) => CellValue[][];
  /** Begins a file with the rows of some designs; `writer` is of `columns`. */
  readonly begin: (writer: ArrowWriter, designs: readonly DesignRow[]) => void;
}

/** @param rowsOf one row after the other, which may all stand in one record. */
function layout<Row>(
  columns: readonly Column<Row>[],
  rowsOf: (designs: readonly DesignRow[]) => Iterable<Row>,
  claimed = false,
): TableLayout {
  return {
    columns,
    claimed,
    values: (designs) => {
      const values = columns.map((): CellValue[] => []);
      for (const row of rowsOf(designs))
        columns.forEach((c, i) => {
          const value = c.get(row);
          values[i]?.push(value instanceof Float64Array ? value.slice() : value);
        });
      return values;
    },
    begin: (writer, designs) => {
      writer.begin();
      let current: Row;
      const valueOf = (column: number): CellValue => (columns[column] as Column<Row>).get(current);
      for (const row of rowsOf(designs)) {
        current = row;
        writer.append(valueOf);
      }
    },
  };
}

/** Whether a rule of the study counts error draws below a level of its own. */
function countsBelow({ stop }: Study): boolean {
  return stop?.metric === 'error_sinr_db';
}

/** Tables that a study writes, in their fixed order; `designs` always, and `sinr_distribution` wherever CSI errors are drawn. */
export function tablesOf(study: Study): TableName[] {
  const tables: TableName[] = TABLES.filter((t) => t === 'designs' || study.output.tables.includes(t));
  if (study.schemes.some(isSymbolLevel) && tables.includes('precoders')) tables.push('transmit');
  if (study.realizations.errors > 0) tables.push('sinr_distribution');
  return tables;
}

/** Layout of a table of a study. */
export function tableLayout(table: TableName, study: Study): TableLayout {
  const cells = mostCells(study);
  const width = 2 * Math.max(...axisOf(study, 'txAntennas')); // every chunk has the same schema
  const layouts: Record<TableName, () => TableLayout> = {
    designs: () => layout(designsTable(cells, study.realizations.quantiles), (rows) => rows),
    errors: () => layout(errorsTable, errorRows),
    sinr_distribution: () => layout(sinrDistributionTable(countsBelow(study)), distributionRows),
    precoders: () => layout(precodersTable(width), (rows) => precoderRows(rows, width)),
    convergence: () => layout(convergenceTable(cells), convergenceRows, true),
    certificates: () => layout(certificatesTable, certificateRows, true),
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

/** Makes the Arrow files of a study's chunks, one chunk after the other with what their files have in common. */
export class ChunkTables {
  readonly #hash: string;
  readonly #tables: readonly { readonly name: TableName; readonly layout: TableLayout; readonly writer: ArrowWriter }[];

  constructor(study: Study, hash: string) {
    this.#hash = hash;
    this.#tables = tablesOf(study).map((name) => {
      const own = tableLayout(name, study);
      return { name, layout: own, writer: new ArrowWriter(own.columns) };
    });
  }

  /** The files of one chunk, each in memory of its own. */
  files(chunk: number, designs: readonly DesignRow[]): TableFile[] {
    return this.#tables.map(({ name, layout: own, writer }) => {
      own.begin(writer, designs);
      const { rows } = writer;
      return { table: name, rows, bytes: writer.finish(tableMetadata(name, this.#hash, chunk)) };
    });
  }
}
