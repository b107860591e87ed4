import type { ProgramRecorder } from './programRecorder.ts';

/**
 * Rows of [F^-1]_22 and [F^-1]_33 at most their caps (P3.B), on the columns (y0, y1, y2, y3) of the CRB cone: with
 * delta = 1/(2 cap) off one of the two entries F22, F11 >= Re(F12)^2/(F22 - delta_2) + Im(F12)^2/(F22 - delta_3)
 * (`addAmplitudeCaps` of block level).
 *
 * @param crb first column of the cone F11 - information = y0 + y1, F22 = y0 - y1, F12 = y2 + j y3.
 * @param information 1/(2 t*) in the unit of F11.
 * @param deltas 1/(2 cap) in the unit of F22.
 */
export function recordAmplitudeCaps(
  rec: ProgramRecorder,
  crb: number,
  information: number,
  deltas: readonly number[],
): void {
  deltas.forEach((delta, capped) => {
    const total = rec.row(-information);
    rec.entry(total, crb, 1);
    rec.entry(total, crb + 1, 1);
    rec.entry(total, rec.nonneg(), -1);
    for (const part of [0, 1]) {
      const cone = rec.cone(3);
      const difference = rec.row(part === capped ? -delta : 0);
      rec.entry(difference, cone, 1);
      rec.entry(difference, cone + 1, -1);
      rec.entry(difference, crb, -1);
      rec.entry(difference, crb + 1, 1);
      const cross = rec.row(0);
      rec.entry(cross, cone + 2, 1);
      rec.entry(cross, crb + 2 + part, -1);
      rec.entry(total, cone, -1);
      rec.entry(total, cone + 1, -1);
    }
  });
}
