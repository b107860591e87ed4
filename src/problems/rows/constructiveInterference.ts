import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';

/** The norm of x over its unit, times a CSI error's radius in the unit of a row: what the row sets aside for the worst error. */
export interface Margin {
  readonly norm: Column;
  readonly factor: number;
}

/**
 * A row of constructive interference, (52)(53) times cos psi, with amplitudes over their unit:
 * +-Im(ht^T x) cos psi - Re(ht^T x) sin psi + d norm(x) + r sin psi <= 0, where r is a column or (null) 1. Its part in x is weighed by `signalWeight`.
 *
 * @param block of the arrow matrix that the row is local to.
 */
export function signalRow(
  program: ProgramBuilder,
  block: number,
  psi: number,
  level: Column | null,
  margin: Margin | null,
): number {
  const sin = Math.sin(psi);
  const row = program.row(level ? 0 : -sin, block);
  if (margin) program.entry(row, margin.norm, margin.factor);
  if (level) program.entry(row, level, sin);
  program.slack(row);
  return row;
}

/** Weight w of Re(w h^T x) in the row of a sign (0: +, 1: -): unit (-sin psi -+ j cos psi) exp(-j phase). */
export function signalWeight(psi: number, sign: number, phase: number, unit: number): readonly [number, number] {
  const re = unit * -Math.sin(psi);
  const im = unit * (sign === 0 ? -Math.cos(psi) : Math.cos(psi));
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
  return [re * cos + im * sin, im * cos - re * sin];
}
