import type { Column } from './arrowTable.ts';
import { type DesignRow, decibel } from './designRow.ts';

export interface ErrorRow {
  readonly row: DesignRow;
  readonly index: number;
  /** Linear. */
  readonly sinr: number;
}

/** Rows of table `errors`: one for each design with precoders and CSI error realization. */
export function errorRows(rows: readonly DesignRow[]): ErrorRow[] {
  return rows.flatMap((row) => Array.from(row.metrics?.errorSinr ?? [], (sinr, index) => ({ row, index, sinr })));
}

export const errorsTable: readonly Column<ErrorRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
  { name: 'error', type: 'int32', description: 'CSI error realization', get: (r) => r.index },
  {
    name: 'sinr_db',
    type: 'float64',
    unit: 'dB',
    nullable: true,
    description: 'smallest SINR over the users; null if it is 0',
    get: (r) => decibel(r.sinr),
  },
];
