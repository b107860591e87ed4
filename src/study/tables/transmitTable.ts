import type { Scenario } from '../../model/scenario.ts';
import { type WeightsRow, weightsColumns } from './antennaWeights.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

export interface TransmitRow extends WeightsRow {
  symbol: number;
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
    const transmit = row.design?.transmit;
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

export const transmitTable = (width: number): readonly Column<TransmitRow>[] =>
  weightsColumns(
    width,
    [{ name: 'symbol', description: 'time s in the frame', get: (r) => r.symbol }],
    'transmit vector, interleaved re, im',
  );
