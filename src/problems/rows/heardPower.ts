import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';

/**
 * Completes a row h^T R h* + d^2 tr R <= cap, which the design of a transmit signal x x^H in R meets wherever its amplitude (56) is capped: the
 * sensing cut of P3.A, without which R - x x^H would be a signal that no user hears.
 *
 * @param row with its cap; the blocks add h^T R h*.
 * @param powers columns that add up to tr R.
 * @param margin coefficient of tr R, 0 without a CSI error.
 */
export function closeHeardPower(
  program: ProgramBuilder,
  row: number,
  powers: readonly Column[],
  margin: number,
): number {
  if (margin > 0) for (const power of powers) program.entry(row, power, margin);
  program.slack(row);
  return row;
}
