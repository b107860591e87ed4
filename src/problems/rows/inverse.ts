import type { Column, RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';

/** t u >= ROTATED^2 stands for 2 t u >= 1 in units in which a typical t and u are of one size. */
export const ROTATED = 0.3;

/** Columns (t + u, t - u, 2 ROTATED) of t u >= ROTATED^2, the objective's t over its unit. */
export function scaledInverse(program: ProgramBuilder): RotatedCone {
  const cone = program.rotated('CRB and information');
  fixProduct(program, cone, 2 * ROTATED);
  return cone;
}

/** The row that fixes the last column of a rotated cone (t + u, t - u, value): (t + u)^2 - (t - u)^2 >= value^2. */
export function fixProduct(program: ProgramBuilder, cone: RotatedCone, value: number): void {
  program.entry(program.row(value), cone[2], 1);
}

/** Columns b = ((t + u)/2, (t - u)/2, 1) of t u >= 1 for a column u: t = b0 + b1. */
export function inverseOf(program: ProgramBuilder, information: Column): RotatedCone {
  const cone = program.rotated('CRB and information');
  const difference = program.row();
  program.entry(difference, cone[0], 1);
  program.entry(difference, cone[1], -1);
  program.entry(difference, information, -1);
  fixProduct(program, cone, 1);
  return cone;
}
