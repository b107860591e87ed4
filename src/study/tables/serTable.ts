import { type SymbolErrorRates, symbolErrorRates } from '../../montecarlo/symbolErrorRates.ts';
import { sinrAt } from '../evaluateDesign.ts';
import type { Study } from '../schema.ts';
import { frameOptions, type Sent, sentOf } from '../symbolErrors.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';
import { decibel } from '../decibel.ts';

export interface SerRow {
  readonly row: DesignRow;
  readonly cell: number;
  readonly user: number;
  readonly pskOrder: number;
  /** Nominal SINR, linear. */
  readonly sinr: number;
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
  readonly decisions: number;
}

/**
 * Rows of table `ser`: symbol error rate of every user of each design. Block-level designs send new symbols in every frame, to coherent
 * receivers; symbol-level designs send the frame that they were designed for, on which their rate is conditional. All designs of a
 * realization share the noise and the CSI errors of their frames, and block-level ones the symbols. What no device has counted (`withSymbolErrors`) is counted here.
 */
export function serRows(rows: readonly DesignRow[], study: Study): SerRow[] {
  return [...sentOf(rows, study)].flatMap(([realization, own]) => {
    const counted = own.map(({ row }) => row.symbolErrors);
    const rates = counted.includes(undefined) ? symbolErrorRates(own, frameOptions(study, realization)) : counted;
    return own.flatMap((sent, i) => userRows(sent, rates[i] as SymbolErrorRates));
  });
}

function userRows({ row, scenario, channels, transmission }: Sent, rates: SymbolErrorRates): SerRow[] {
  const { pskOrder } = transmission;
  const sinr = sinrAt(scenario, channels, transmission);
  const { rate, interval, decisions } = rates;
  return Array.from(rate, (value, i) => ({
    row,
    cell: Math.floor(i / scenario.usersPerCell),
    user: i % scenario.usersPerCell,
    pskOrder,
    sinr: sinr[i] as number,
    rate: value,
    lower: interval[2 * i] as number,
    upper: interval[2 * i + 1] as number,
    decisions,
  }));
}

export const serTable: readonly Column<SerRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
  { name: 'cell', type: 'int32', description: 'cell of the user', given: true, get: (r) => r.cell },
  { name: 'user', type: 'int32', description: 'user of the cell', given: true, get: (r) => r.user },
  { name: 'psk_order', type: 'int32', description: 'M', given: true, get: (r) => r.pskOrder },
  {
    name: 'sinr_db',
    type: 'float64',
    unit: 'dB',
    nullable: true,
    description: 'nominal SINR; at symbol level the constructive-interference SINR',
    get: (r) => decibel(r.sinr),
  },
  {
    name: 'ser',
    type: 'float64',
    unit: '1',
    description:
      'share of wrong symbol decisions; at block level with new symbols in every frame, at symbol level for the frame that the design was made for',
    get: (r) => r.rate,
  },
  {
    name: 'ser_lower',
    type: 'float64',
    unit: '1',
    description:
      'lower end of a 95% interval of ser for this design (at symbol level, for its frame) over noise, CSI errors and, at block level, symbols; each frame counts as one cluster of decisions',
    get: (r) => r.lower,
  },
  { name: 'ser_upper', type: 'float64', unit: '1', description: 'upper end of that interval', get: (r) => r.upper },
  { name: 'decisions', type: 'int64', description: 'symbol decisions behind ser', get: (r) => BigInt(r.decisions) },
];
