import type { Column, Cone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { Margin } from './constructiveInterference.ts';

/** Rows of an amplitude that a user of another cell hears. */
export interface HeardRows {
  readonly cap: number;
  /** Real and imaginary part of h^T x. */
  readonly parts: readonly [number, number];
}

/**
 * abs(h^T x) + d norm(x) = cap or (null) 1, (56) with amplitudes over their unit, on a cone (t, Re h^T x, Im h^T x); as the head t of the cone may be larger
 * than the amplitude, this is an inequality.
 */
export function heardRows(
  program: ProgramBuilder,
  block: number,
  cone: Cone,
  cap: Column | null,
  margin: Margin | null,
): HeardRows {
  const row = program.row(cap ? 0 : 1, block);
  program.entry(row, cone[0], 1);
  if (margin) program.entry(row, margin.norm, margin.factor);
  if (cap) program.entry(row, cap, -1);
  return { cap: row, parts: [program.tie(cone[1] as Column, block), program.tie(cone[2] as Column, block)] };
}
