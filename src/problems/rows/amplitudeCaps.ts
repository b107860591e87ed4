import type { RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { CrbRows, CrbStyle } from './crbCone.ts';

/**
 * Rows of [F^-1]_22 <= cap_2 and [F^-1]_33 <= cap_3 for the CRBs of the amplitude's real and imaginary part. With
 * delta = 1 / (2 cap) on one of the two entries F22, F - e e^T / cap >= 0 says (Schur complement of an arrow matrix)
 * F11 >= Re(F12)^2 / (F22 - delta_2) + Im(F12)^2 / (F22 - delta_3): two rotated cones a cap, written on the columns of the
 * CRB cone, so that the covariance enters no further row.
 *
 * @param information what the cone's first row takes off F11, over the unit of F11.
 * @param deltas over the unit of F22.
 * @returns the cones, two for each cap.
 */
export function addAmplitudeCaps(
  program: ProgramBuilder,
  { half }: CrbStyle,
  { cone }: CrbRows,
  information: number,
  deltas: readonly [number, number],
): RotatedCone[] {
  return deltas.flatMap((delta, capped) => {
    const total = program.row(-information / half);
    program.entry(total, cone[0], 1);
    program.entry(total, cone[1], 1);
    program.slack(total, -1);
    return ([0, 1] as const).map((part) => {
      const own = program.rotated('amplitude cap');
      const difference = program.row(part === capped ? -delta / half : 0);
      program.entry(difference, own[0], 1);
      program.entry(difference, own[1], -1);
      program.entry(difference, cone[0], -1);
      program.entry(difference, cone[1], 1);
      const cross = program.row();
      program.entry(cross, own[2], 1);
      program.entry(cross, cone[2 + part] as (typeof cone)[2], -1);
      program.entry(total, own[0], -1);
      program.entry(total, own[1], -1);
      return own;
    });
  });
}
