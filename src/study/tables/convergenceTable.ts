import type { ConvergenceStep } from '../../problems/types.ts';
import type { Column } from './column.ts';
import { type DesignRow, padToCells, rcrbDeg, rcrbPerBs } from './designRow.ts';
import { decibel } from '../decibel.ts';

export interface ConvergenceRow {
  readonly row: DesignRow;
  readonly step: ConvergenceStep;
}

/** Rows of table `convergence`: one for each design and iteration of its alternation. */
export function convergenceRows(rows: readonly DesignRow[]): ConvergenceRow[] {
  return rows.flatMap((row) => (row.design?.convergence ?? []).map((step) => ({ row, step })));
}

export function convergenceTable(cells: number): readonly Column<ConvergenceRow>[] {
  return [
    { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
    {
      name: 'round',
      type: 'int32',
      description:
        '0: alternation of the relaxation; from 1 (symbol level): round of re-optimising the transmit vectors',
      claim: true,
      get: (r) => r.step.round ?? 0,
    },
    {
      name: 'iteration',
      type: 'int32',
      description: 'iteration of the alternation, or step of the round',
      get: (r) => r.step.iteration,
    },
    {
      name: 'rcrb_deg',
      type: 'float64',
      unit: 'deg',
      nullable: true,
      infinite: true,
      description: 'root of the mean CRB over the BSs at the relaxation',
      get: (r) => rcrbDeg(r.step.crb),
    },
    {
      name: 'rcrb_bs_deg',
      type: { list: cells },
      unit: 'deg',
      nullable: true,
      infinite: true,
      description: 'RCRB of each BS at the relaxation',
      claim: true,
      get: (r) => padToCells(rcrbPerBs(r.step.crb, true), cells),
    },
    {
      name: 'sinr_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'smallest SINR bound',
      claim: true,
      get: (r) => decibel(r.step.sinr),
    },
    {
      name: 'interference_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'common interference over noise that the step was designed for',
      claim: true,
      get: (r) => decibel(r.step.interference / r.row.task.scenario.noisePower),
    },
  ];
}
