import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';
import { decibel } from '../decibel.ts';

export interface ErrorRow {
  row: DesignRow;
  index: number;
  /** Linear. */
  sinr: number;
}

/** Rows of table `errors`: one for each design with precoders and CSI error realization. Each stands in the record of the one before. */
export function* errorRows(rows: readonly DesignRow[]): Generator<Readonly<ErrorRow>> {
  let record: ErrorRow | undefined;
  for (const row of rows) {
    const values = row.errors?.rows ?? [];
    for (let index = 0; index < values.length; index++) {
      record ??= { row, index, sinr: 0 };
      record.row = row;
      record.index = index;
      record.sinr = values[index] as number;
      yield record;
    }
  }
}

export const errorsTable: readonly Column<ErrorRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
  { name: 'error', type: 'int32', description: 'CSI error realization', given: true, get: (r) => r.index },
  {
    name: 'sinr_db',
    type: 'float64',
    unit: 'dB',
    nullable: true,
    description: 'smallest SINR over the users; null if it is 0',
    get: (r) => decibel(r.sinr),
  },
];
