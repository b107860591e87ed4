import type { RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';

/** t u >= ROTATED^2 stands for 2 t u >= 1 in units in which a typical t and u are of one size. */
export const ROTATED = 0.3;

/** Columns (t + u, t - u, 2 ROTATED) of t u >= ROTATED^2, the objective's t over its unit. */
export function scaledInverse(program: ProgramBuilder): RotatedCone {
  const cone = program.rotated('CRB and information');
  fixProduct(program, cone, 2 * ROTATED);
  return cone;
}

/** The row that fixes the last column of a rotated cone (t + u, t - u, value): t u >= value^2 / 4. */
export function fixProduct(program: ProgramBuilder, cone: RotatedCone, value: number): void {
  program.entry(program.row(value), cone[2], 1);
}
