import type { Column, RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { CrbRows, CrbStyle, Information } from './crbCone.ts';

/** Rows of the cap on one part of an amplitude. */
export interface AmplitudeRows {
  /** 0: the real part, 1: the imaginary part. */
  readonly part: 0 | 1;
  /** Row of F11 and the cones. */
  readonly total: number;
  /** Cones of Re F12 and Im F12, with their rows of F22 and of F12. */
  readonly cones: readonly [RotatedCone, RotatedCone];
  readonly differences: readonly [number, number];
  readonly crosses: readonly [number, number];
}

/**
 * Rows of [F^-1]_22 <= cap_2 and [F^-1]_33 <= cap_3 for the CRBs of the amplitude's real and imaginary part. With
 * delta = 1 / (2 cap) on one of the two entries F22, F - e e^T / cap >= 0 says (Schur complement of an arrow matrix)
 * F11 >= Re(F12)^2 / (F22 - delta_2) + Im(F12)^2 / (F22 - delta_3): two rotated cones a cap, written on the columns of the
 * CRB cone, so that the covariance enters no further row.
 *
 * @param information what the cone's first row takes off F11.
 * @param deltas over the unit of F22.
 * @param excess share of the deltas that is missing, a column with a price, where the caps need not be in reach.
 * @returns the rows of each cap.
 */
export function addAmplitudeCaps(
  program: ProgramBuilder,
  { half }: CrbStyle,
  { cone }: CrbRows,
  information: Information,
  deltas: readonly [number, number],
  excess: Column | null = null,
): AmplitudeRows[] {
  return ([0, 1] as const).map((part) => {
    const delta = deltas[part];
    const total = program.row(information.kind === 'constant' ? -information.value / half : 0);
    program.entry(total, cone[0], 1);
    program.entry(total, cone[1], 1);
    if (information.kind === 'column') program.entry(total, information.column, information.factor / half);
    if (information.kind === 'rotated') {
      program.entry(total, information.cone[0], information.factor);
      program.entry(total, information.cone[1], -information.factor);
    }
    program.slack(total, -1);
    const [re, im] = ([0, 1] as const).map((of) => {
      const own = program.rotated('amplitude cap');
      const difference = program.row(of === part ? -delta / half : 0);
      program.entry(difference, own[0], 1);
      program.entry(difference, own[1], -1);
      program.entry(difference, cone[0], -1);
      program.entry(difference, cone[1], 1);
      if (excess && of === part) program.entry(difference, excess, -delta / half);
      const cross = program.row();
      program.entry(cross, own[2], 1);
      program.entry(cross, cone[2 + of] as (typeof cone)[2], -1);
      program.entry(total, own[0], -1);
      program.entry(total, own[1], -1);
      return { own, difference, cross };
    }) as [ConeRows, ConeRows];
    return {
      part,
      total,
      cones: [re.own, im.own],
      differences: [re.difference, im.difference],
      crosses: [re.cross, im.cross],
    };
  });
}

interface ConeRows {
  readonly own: RotatedCone;
  readonly difference: number;
  readonly cross: number;
}

/** Units of F11, F22 and F12 in the rows of a CRB cone. */
export interface FisherUnits {
  readonly f11: number;
  readonly f22: number;
  readonly f12: number;
}

/**
 * The multipliers of a cap as (w, Re y, Im y, e) of term `amplitude` of a certificate: w (F11 - 2 Re(y* F12) + abs(y)^2 F22) + e F22 >= delta (w y_part^2 + e)
 * with delta = 1 / (2 cap) holds for every F that keeps the cap.
 */
export function amplitudeMultipliers(
  { part, total, differences, crosses }: AmplitudeRows,
  { half }: CrbStyle,
  units: FisherUnits,
  row: (row: number) => number,
): readonly [number, number, number, number] {
  const own = row(total);
  if (!(own > 0)) return [0, 0, 0, Math.max(0, -row(differences[part])) / (half * units.f22)];
  const y = crosses.map((cross) => (row(cross) * units.f11) / (2 * own * units.f12)) as [number, number];
  const rest = -row(differences[part]) - row(crosses[part]) ** 2 / (4 * own);
  return [own / (half * units.f11), ...y, Math.max(0, rest) / (half * units.f22)];
}
