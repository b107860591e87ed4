import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

/** A row that holds what one BS sends. */
export interface WeightsRow {
  readonly row: DesignRow;
  bs: number;
  /** [antennas][2], padded with zeros to the width of the table. */
  readonly weights: Float64Array;
}

/**
 * Columns of a table of antenna weights: the design and its BS, what else names a row, and the weights.
 *
 * @param width 2 * the largest txAntennas of the study.
 * @param names names of a row within its design and BS.
 * @param description of the weights.
 */
export function weightsColumns<T extends WeightsRow>(
  width: number,
  names: readonly Pick<Column<T>, 'name' | 'description' | 'get'>[],
  description: string,
): readonly Column<T>[] {
  return [
    { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
    { name: 'bs', type: 'int32', description: 'transmitting BS', given: true, get: (r) => r.bs },
    ...names.map((column) => ({ ...column, type: 'int32' as const, given: true })),
    {
      name: 'tx_antennas',
      type: 'int32',
      description: 'N: weights beyond 2 N are padding',
      given: true,
      get: (r) => r.row.point.scenario.txAntennas,
    },
    { name: 'weights', type: { list: width }, unit: 'sqrt(noise power)', description, get: (r) => r.weights },
  ];
}
