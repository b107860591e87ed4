import type { Scenario } from '../../model/scenario.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

export interface TransmitRow {
  readonly row: DesignRow;
  bs: number;
  symbol: number;
  /** [antennas][2], padded with zeros to the width of the table. */
  readonly weights: Float64Array;
}

/** Where the vector of a BS at time `symbol` begins in the transmit vectors of a design (layouts: `PrecoderDesign`). */
export function transmitOffset(scenario: Scenario, comp: boolean, bs: number, symbol: number): number {
  const { cells, txAntennas, frameLength } = scenario;
  return 2 * txAntennas * (comp ? symbol * cells + bs : bs * frameLength + symbol);
}

/**
 * Rows of table `transmit`: the transmit vector of every BS and symbol of each symbol-level design. Each row stands in the record of the one
 * before, if it is of the same design.
 *
 * @param width 2 * the largest txAntennas of the study.
 */
export function* transmitRows(rows: readonly DesignRow[], width: number): Generator<Readonly<TransmitRow>> {
  for (const row of rows) {
    const { transmit } = row.design;
    if (!transmit) continue;
    const { cells, txAntennas, frameLength } = row.point.scenario;
    const comp = row.point.scheme.endsWith('CoMP');
    const record: TransmitRow = { row, bs: 0, symbol: 0, weights: new Float64Array(width) };
    for (record.bs = 0; record.bs < cells; record.bs++)
      for (record.symbol = 0; record.symbol < frameLength; record.symbol++) {
        const from = transmitOffset(row.point.scenario, comp, record.bs, record.symbol);
        record.weights.set(transmit.subarray(from, from + 2 * txAntennas));
        yield record;
      }
  }
}

export function transmitTable(width: number): readonly Column<TransmitRow>[] {
  return [
    { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
    { name: 'bs', type: 'int32', description: 'transmitting BS', given: true, get: (r) => r.bs },
    { name: 'symbol', type: 'int32', description: 'time s in the frame', given: true, get: (r) => r.symbol },
    {
      name: 'tx_antennas',
      type: 'int32',
      description: 'N: weights beyond 2 N are padding',
      given: true,
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
