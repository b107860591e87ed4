import type { Scenario } from '../../model/scenario.ts';
import type { Column } from './arrowTable.ts';
import type { DesignRow } from './designRow.ts';

export interface TransmitRow {
  readonly row: DesignRow;
  readonly bs: number;
  readonly symbol: number;
  /** [antennas][2], padded with zeros to the width of the table. */
  readonly weights: Float64Array;
}

/** Where the vector of a BS at time `symbol` begins in the transmit vectors of a design (layouts: `PrecoderDesign`). */
export function transmitOffset(scenario: Scenario, comp: boolean, bs: number, symbol: number): number {
  const { cells, txAntennas, frameLength } = scenario;
  return 2 * txAntennas * (comp ? symbol * cells + bs : bs * frameLength + symbol);
}

/**
 * Rows of table `transmit`: the transmit vector of every BS and symbol of each symbol-level design.
 *
 * @param width 2 * the largest txAntennas of the study.
 */
export function transmitRows(rows: readonly DesignRow[], width: number): TransmitRow[] {
  return rows.flatMap((row) => {
    const { transmit } = row.design;
    if (!transmit) return [];
    const { cells, txAntennas, frameLength } = row.point.scenario;
    const comp = row.point.scheme.endsWith('CoMP');
    const list: TransmitRow[] = [];
    for (let bs = 0; bs < cells; bs++)
      for (let symbol = 0; symbol < frameLength; symbol++) {
        const from = transmitOffset(row.point.scenario, comp, bs, symbol);
        const weights = new Float64Array(width);
        weights.set(transmit.subarray(from, from + 2 * txAntennas));
        list.push({ row, bs, symbol, weights });
      }
    return list;
  });
}

export function transmitTable(width: number): readonly Column<TransmitRow>[] {
  return [
    { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
    { name: 'bs', type: 'int32', description: 'transmitting BS', get: (r) => r.bs },
    { name: 'symbol', type: 'int32', description: 'time s in the frame', get: (r) => r.symbol },
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
      description: 'transmit vector, interleaved re, im',
      get: (r) => r.weights,
    },
  ];
}
