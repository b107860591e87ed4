import type { Scenario } from '../../model/scenario.ts';
import type { Column } from './arrowTable.ts';
import type { DesignRow } from './designRow.ts';

export interface PrecoderRow {
  readonly row: DesignRow;
  readonly bs: number;
  readonly cell: number;
  readonly user: number;
  /** [antennas][2], padded with zeros to the width of the table. */
  readonly weights: Float64Array;
}

/** Where the weights of a BS for user `user` of cell `cell` begin in the precoders of a design (layouts: `PrecoderDesign`). */
export function precoderOffset(scenario: Scenario, comp: boolean, bs: number, cell: number, user: number): number {
  const { cells, usersPerCell, txAntennas } = scenario;
  const block = comp ? (cell * usersPerCell + user) * cells + bs : bs * usersPerCell + user;
  return 2 * txAntennas * block;
}

/**
 * Rows of table `precoders`: for each design, BS and user that the BS serves (CBF: its own, CoMP: all) the weights of the
 * BS's antennas for that user.
 *
 * @param width 2 * the largest txAntennas of the study.
 */
export function precoderRows(rows: readonly DesignRow[], width: number): PrecoderRow[] {
  return rows.flatMap((row) => {
    const { precoders } = row.design;
    if (precoders === null) return [];
    const { cells, usersPerCell, txAntennas } = row.point.scenario;
    const comp = row.point.scheme.endsWith('CoMP');
    const list: PrecoderRow[] = [];
    for (let bs = 0; bs < cells; bs++)
      for (let cell = 0; cell < cells; cell++)
        for (let user = 0; user < usersPerCell; user++) {
          if (!comp && cell !== bs) continue;
          const from = precoderOffset(row.point.scenario, comp, bs, cell, user);
          const weights = new Float64Array(width);
          weights.set(precoders.subarray(from, from + 2 * txAntennas));
          list.push({ row, bs, cell, user, weights });
        }
    return list;
  });
}

export function precodersTable(width: number): readonly Column<PrecoderRow>[] {
  return [
    { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
    { name: 'bs', type: 'int32', description: 'transmitting BS', get: (r) => r.bs },
    { name: 'cell', type: 'int32', description: 'cell of the user', get: (r) => r.cell },
    { name: 'user', type: 'int32', description: 'user of the cell', get: (r) => r.user },
    {
      name: 'tx_antennas',
      type: 'int32',
      description: 'N: weights beyond 2 N are padding',
      get: (r) => r.row.point.scenario.txAntennas,
    },
    {
      name: 'weights',
      type: { list: width },
      unit: 'sqrt(noise power)',
      description: 'antenna weights, interleaved re, im',
      get: (r) => r.weights,
    },
  ];
}
