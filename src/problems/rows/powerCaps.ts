import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { invariant } from '../../errors.ts';
import { type BlockLayout, blocksOf, transmitterOf } from '../programs/blockLayout.ts';
import type { ProgramContext } from '../programs/programContext.ts';

/** Multipliers of power budgets, from those of rows. */
export type PowerMultipliers = (multiplier: (row: number) => number) => number[];

/**
 * Power budget of every BS: tr(R_m) <= P in CBF (36b), tr(D_n R D_n) <= P in CoMP (43a); `power` holds tr(W_k)/P of the
 * blocks where the robust terms have declared it, and spares a dense row then.
 *
 * @returns the multipliers of the budgets of all transmitters' stations, one after the other, of tr(W)/P <= 1.
 */
export function addPowerCaps(
  program: ProgramBuilder,
  layout: BlockLayout,
  { transmitters }: ProgramContext,
  power: readonly Column[] | null,
): PowerMultipliers {
  const rows: (readonly (readonly number[])[])[] = [];
  for (let t = 0; t < layout.transmitters; t++) {
    const inside = blocksOf(layout).filter((b) => transmitterOf(layout, b) === t);
    const parts = layout.stations;
    const slacks: Column[] = [];
    const own: number[] = [];
    let whole = -1;
    for (let n = 0; n < parts; n++) {
      if (power && n === parts - 1) {
        // The powers of all BSs sum to the traces: this row replaces the last BS's dense one.
        whole = program.row(parts);
        for (const b of inside) program.entry(whole, power[b] as Column, 1);
        for (const s of slacks) program.entry(whole, s, 1);
        program.slack(whole);
        continue;
      }
      const row = program.row(1);
      const matrix = transmitters[t]?.powerOfBs[n];
      invariant(matrix, 'a transmitter has the power matrix of each of its stations');
      const dense = program.dense();
      for (const b of inside) program.matrix(dense, b, row, matrix);
      slacks.push(program.slack(row));
      own.push(row);
    }
    rows.push(whole === -1 ? own.map((row) => [row]) : [...own.map((row) => [row, whole]), [whole]]);
  }
  return (multiplier) => rows.flatMap((own) => own.map((of) => -of.reduce((sum, row) => sum + multiplier(row), 0)));
}
