import type { Value } from '../../conic/builder/columns.ts';
import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import type { PrecodingProgram, PrecodingSolution } from '../precodingProgram.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import type { CrbRows } from '../rows/crbCone.ts';
import { ROTATED } from '../rows/inverse.ts';
import type { Robustness } from '../types.ts';
import { type ProgramContext, informationScale } from './programContext.ts';

/** What a solution's scalars say. */
export type ProgramValues = Pick<PrecodingSolution, 'crb' | 'sinr' | 'interference' | 'leakage'> & {
  readonly objective: number;
};

/** How a solution of one program is read. */
export interface ProgramPlan {
  /** Unit of the program's objective where that is a sum of CRBs: rad^2 for an objective of 1. */
  readonly objectiveUnit?: number;
  /** The multipliers of a solution, or of a proof that there is none, as terms of a certificate; absent of programs whose certificates nobody asks for. */
  readonly certificate?: (multipliers: RowMultipliers) => CertificateTerms;
  /** `value(column)` gives a scalar of the program's solution. */
  readonly read: (value: Value) => ProgramValues;
}

/** Threshold, weighted, or maxSinr: the rho = 0 end of the weighted form is the latter up to a factor. */
export function effectiveForm(program: PrecodingProgram): 'threshold' | 'weighted' | 'maxSinr' {
  return program.form === 'weighted' && program.rho === 0 ? 'maxSinr' : program.form;
}

/** Without a CSI error every robustness is `none`. */
export function effectiveRobustness(program: PrecodingProgram): Robustness {
  return program.scenario.csiErrorRadius > 0 ? program.robustness : 'none';
}

/** True of a program of robustness `exact` whose error axes are to be found. */
export function seeksErrors(program: PrecodingProgram): boolean {
  return effectiveRobustness(program) === 'exact' && program.errorAxes === undefined;
}

/** CRB in rad^2 where t of a rotated cone is 1. */
export function crbUnit(context: ProgramContext, index: number): number {
  return 1 / (2 * informationScale(context, index) * ROTATED * ROTATED);
}

/**
 * CRB of one BS from its cone: F11 - abs(F12)^2 / F22 with F11 = u + (q0 + q1)/2, F22 = (q0 - q1)/2, F12 = (q2 + j q3)/2.
 * At least as good as u, which it equals where the cone is tight; a program of single beams (`oneBeam`) counts u alone.
 */
export function crbOfCone(
  value: Value,
  rows: CrbRows | number | undefined,
  u: number,
  context: ProgramContext,
  index: number,
): number {
  if (rows === undefined || typeof rows === 'number' || context.program.oneBeam === true) return 1 / (2 * u);
  const [q0, q1, q2, q3] = [
    value(rows.cone[0]),
    value(rows.cone[1]),
    value(rows.cone[2]),
    value(rows.cone[3]),
  ] as const;
  const rest = (q0 + q1) / 2;
  const f22 = (q0 - q1) / 2;
  const surplus = f22 > 0 ? rest - (q2 * q2 + q3 * q3) / (4 * f22) : 0;
  return 1 / (2 * (u + informationScale(context, index) * Math.max(0, surplus)));
}

/** In coordinated multipoint a user lives on the other BSs where its own one reaches it with less than this share of the power. */
const WEAK = 1e-4;

/**
 * A typical g of a program whose users see the interference `interference`: half of what a user gets from an equal share
 * of the power. It is the unit of the variable g.
 */
export function sinrUnit(context: ProgramContext, served: number, interference: number): number {
  const { scenario, realization, bs, scheme } = context.program;
  const { cells, usersPerCell, txAntennas } = scenario;
  const block = usersPerCell * txAntennas * 2;
  /** norm(h)^2 of a user's channels from all BSs. */
  const heardOfAll = (m: number, k: number): number => {
    let s = 0;
    for (let n = 0; n < cells; n++) {
      const from = (n * cells + m) * block + k * txAntennas * 2;
      for (let i = from; i < from + txAntennas * 2; i++) s += (realization.channels[i] as number) ** 2;
    }
    return s;
  };
  let smallest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < cells; n++) {
    if (bs !== undefined && n !== bs) continue;
    for (let k = 0; k < usersPerCell; k++) {
      const from = (n * cells + n) * block + k * txAntennas * 2;
      let s = 0;
      for (let i = from; i < from + txAntennas * 2; i++) {
        const x = realization.channels[i] as number;
        s += x * x;
      }
      smallest = Math.min(smallest, scheme === 'BLP-CoMP' ? Math.max(s, WEAK * heardOfAll(n, k)) : s);
    }
  }
  return (context.power * smallest) / (2 * served * (interference + context.noise)) || 1;
}
