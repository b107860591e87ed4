import type { Scenario } from '../../model/scenario.ts';
import { type WeightsRow, weightsColumns } from './antennaWeights.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

export interface PrecoderRow extends WeightsRow {
  cell: number;
  user: number;
}

/** Where the weights of a BS for user `user` of cell `cell` begin in the precoders of a design (layouts: `PrecoderDesign`). */
export function precoderOffset(scenario: Scenario, comp: boolean, bs: number, cell: number, user: number): number {
  const { cells, usersPerCell, txAntennas } = scenario;
  const block = comp ? (cell * usersPerCell + user) * cells + bs : bs * usersPerCell + user;
  return 2 * txAntennas * block;
}

/**
 * Rows of table `precoders`: for each design, BS and user that the BS serves (CBF: its own, CoMP: all) the weights of the
 * BS's antennas for that user. Each row stands in the record of the one before, if it is of the same design.
 *
 * @param width 2 * the largest txAntennas of the study.
 */
export function* precoderRows(rows: readonly DesignRow[], width: number): Generator<Readonly<PrecoderRow>> {
  for (const row of rows) {
    const precoders = row.design?.precoders;
    if (!precoders) continue;
    const { cells, usersPerCell, txAntennas } = row.point.scenario;
    const comp = row.point.scheme.endsWith('CoMP');
    const record: PrecoderRow = { row, bs: 0, cell: 0, user: 0, weights: new Float64Array(width) };
    for (record.bs = 0; record.bs < cells; record.bs++)
      for (record.cell = 0; record.cell < cells; record.cell++)
        for (record.user = 0; record.user < usersPerCell; record.user++) {
          if (!comp && record.cell !== record.bs) continue;
          const from = precoderOffset(row.point.scenario, comp, record.bs, record.cell, record.user);
          record.weights.set(precoders.subarray(from, from + 2 * txAntennas));
          yield record;
        }
  }
}

export const precodersTable = (width: number): readonly Column<PrecoderRow>[] =>
  weightsColumns(
    width,
    [
      { name: 'cell', description: 'cell of the user', get: (r) => r.cell },
      { name: 'user', description: 'user of the cell', get: (r) => r.user },
    ],
    'antenna weights, interleaved re, im',
  );
