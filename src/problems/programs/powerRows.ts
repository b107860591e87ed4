import { invariant } from '../../errors.ts';
import { type BlockLayout, blockCount, targetSlot, transmitterOf } from './blockLayout.ts';
import type { Coefficient, Column, ProgramBuilder } from './programBuilder.ts';
import type { ProgramContext } from './programContext.ts';

type Builder = ProgramBuilder<ProgramContext>;

/**
 * Power budget of every BS: tr(R_m) <= P in CBF (36b), tr(D_n R D_n) <= P in CoMP (43a); `power` holds tr(W_k)/P of the
 * blocks where the robust terms have declared it, and spares a dense row then.
 *
 * @returns the multipliers of the budgets of all transmitters' stations, one after the other, from those of the rows; of tr(W)/P <= 1.
 */
export function addPowerRows(
  builder: Builder,
  layout: BlockLayout,
  power: readonly Column[] | null,
): (multiplier: (row: number) => number) => number[] {
  const blocks = Array.from({ length: blockCount(layout) }, (_, b) => b);
  const rows: (readonly (readonly number[])[])[] = [];
  for (let t = 0; t < layout.transmitters; t++) {
    const inside = blocks.filter((b) => transmitterOf(layout, b) === t);
    const parts = layout.stations;
    const slacks: Column[] = [];
    const own: number[] = [];
    let whole = -1;
    for (let n = 0; n < parts; n++) {
      const last = n === parts - 1;
      if (power && last) {
        // The powers of all BSs sum to the traces: this row replaces the last BS's dense one.
        const row = builder.row(parts);
        whole = row;
        for (const b of inside) {
          const column = power[b];
          if (column) builder.entry(row, column, 1);
        }
        for (const s of slacks) builder.entry(row, s, 1);
        builder.slack(row, 1);
      } else {
        const row = builder.row(1);
        own.push(row);
        builder.dense(
          blocks.map((b) => (transmitterOf(layout, b) === t ? row : -1)),
          (context, block) => {
            const matrix = context.transmitters[transmitterOf(layout, block)]?.powerOfBs[n];
            invariant(matrix, 'a transmitter has the power matrix of each of its stations');
            return matrix;
          },
        );
        slacks.push(builder.slack(row, 1));
      }
    }
    rows.push(whole === -1 ? own.map((row) => [row]) : [...own.map((row) => [row, whole]), [whole]]);
  }
  return (multiplier) => rows.flatMap((own) => own.map((of) => -of.reduce((sum, row) => sum + multiplier(row), 0)));
}

/**
 * Leakage towards the targets of the other cells, v^T R v* <= P_leak (36a), in units of `unit`: the cap is the unit itself,
 * or a variable.
 *
 * @returns the rows, [transmitter][target], the targets in the order of the transmitter.
 */
export function addLeakageRows(
  builder: Builder,
  layout: BlockLayout,
  inverseUnit: Coefficient<ProgramContext>,
  variable: Column | null = null,
): readonly (readonly number[])[] {
  const blocks = Array.from({ length: blockCount(layout) }, (_, b) => b);
  const all = Array.from({ length: layout.transmitters }, (): number[] => []);
  for (let i = 0; i < layout.targets; i++) {
    const rows = Array.from({ length: layout.transmitters }, () => {
      const row = builder.row(variable ? 0 : 1);
      if (variable) builder.entry(row, variable, -1);
      builder.slack(row, 1);
      return row;
    });
    rows.forEach((row, t) => all[t]?.push(row));
    builder.term(
      targetSlot(layout, i),
      targetSlot(layout, i),
      blocks.map((b) => rows[transmitterOf(layout, b)] ?? -1),
      blocks.map(() => ({ factor: 1, coefficient: inverseUnit })),
    );
  }
  return all;
}

/** A variable between 0 and 1. */
export function unitVariable(builder: Builder): Column {
  const column = builder.nonneg();
  const row = builder.row(1);
  builder.entry(row, column, 1);
  builder.slack(row, 1);
  return column;
}
