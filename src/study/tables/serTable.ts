import { blockTransmission } from '../../model/blockTransmission.ts';
import { symbolLevelSinr, type Transmission } from '../../model/constructiveInterference.ts';
import { sinrCbf, sinrComp } from '../../model/sinr.ts';
import { symbolErrorRate } from '../../model/symbolErrorRate.ts';
import { drawSymbolPhases } from '../../model/symbols.ts';
import type { Study } from '../schema.ts';
import type { Column } from './arrowTable.ts';
import { type DesignRow, decibel } from './designRow.ts';

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
 * Rows of table `ser`: symbol error rate of every user of each design. Block-level designs send the symbols that the
 * symbol-level ones of the same realization were designed for, to coherent receivers.
 */
export function serRows(rows: readonly DesignRow[], study: Study): SerRow[] {
  const { frames, errorLaw } = study.realizations;
  return rows.flatMap((row) => {
    const { task, design, point } = row;
    const { scenario, realization, seed, realizationIndex } = task;
    const { channels } = realization;
    const comp = point.scheme.endsWith('CoMP');
    const cooperation = comp ? 'comp' : 'cbf';
    const pskOrder = point.pskOrder ?? study.scenario.pskOrder;
    const phases = task.symbols?.phase ?? drawSymbolPhases(scenario, { seed, realization: realizationIndex, pskOrder });
    let transmission: Transmission;
    let sinr: Float64Array;
    if (design.transmit) {
      transmission = { cooperation, vectors: design.transmit, symbolPhase: phases, pskOrder };
      sinr = symbolLevelSinr(scenario, channels, transmission);
    } else if (design.precoders) {
      transmission = blockTransmission(scenario, channels, design.precoders, cooperation, phases, pskOrder);
      sinr = (comp ? sinrComp : sinrCbf)(scenario, channels, design.precoders);
    } else return [];
    const { rate, interval, decisions } = symbolErrorRate(scenario, channels, transmission, {
      seed,
      realization: realizationIndex,
      draws: frames,
      errorLaw,
    });
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
  });
}

export const serTable: readonly Column<SerRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
  { name: 'cell', type: 'int32', description: 'cell of the user', get: (r) => r.cell },
  { name: 'user', type: 'int32', description: 'user of the cell', get: (r) => r.user },
  { name: 'psk_order', type: 'int32', description: 'M', get: (r) => r.pskOrder },
  {
    name: 'sinr_db',
    type: 'float64',
    unit: 'dB',
    nullable: true,
    description: 'nominal SINR; at symbol level the constructive-interference SINR',
    get: (r) => decibel(r.sinr),
  },
  { name: 'ser', type: 'float64', unit: '1', description: 'share of wrong symbol decisions', get: (r) => r.rate },
  { name: 'ser_lower', type: 'float64', unit: '1', description: 'Wilson interval, 95%', get: (r) => r.lower },
  { name: 'ser_upper', type: 'float64', unit: '1', description: 'Wilson interval, 95%', get: (r) => r.upper },
  { name: 'decisions', type: 'int32', description: 'symbol decisions behind ser', get: (r) => r.decisions },
];
