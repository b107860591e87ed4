import type { Column, CrbCone, RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { CrbForm, CrbTerm } from '../../model/crbForms.ts';

/**
 * How a program writes a CRB cone. The styles differ in what changes no optimum, but the rounding of sums inside a solve; each level keeps
 * its own, so that its results stay the same to the last bit.
 */
export interface CrbStyle {
  /** F11 - u = half (q0 + q1), F22 = half (q0 - q1) and F12 = half (q2 + j q3) on the columns q of the cone, each over its unit. */
  readonly half: 0.5 | 1;
  /** Whether Re F12 and Im F12 get their terms in turn, or Im F12 all of them behind Re F12. */
  readonly inTurn: boolean;
}

/** Block level, and powers of given beams. */
export const BLOCK_STYLE: CrbStyle = { half: 0.5, inTurn: false };
/** Symbol level. */
export const SYMBOL_STYLE: CrbStyle = { half: 1, inTurn: true };

/**
 * The information u that a CRB row asks for, over the unit of F11: `factor` times a column, `factor` times half (s0 - s1) of a rotated
 * cone s, or a constant. The CRB of the angle is t = 1 / (2 u).
 */
export type Information =
  | { readonly kind: 'column'; readonly column: Column; readonly factor: number }
  | { readonly kind: 'rotated'; readonly cone: RotatedCone; readonly factor: number }
  | { readonly kind: 'constant'; readonly value: number };

/** A CRB cone with its rows on F11 - u, F22 and F12 / half, each over its unit. */
export interface CrbRows {
  readonly cone: CrbCone;
  readonly row11: number;
  readonly row22: number;
  readonly rowRe: number;
  readonly rowIm: number;
}

type Entry = 'f11' | 'f12' | 'f22';

/** What one PSD block contributes to CRB rows. */
export interface FisherShare {
  readonly rows: CrbRows;
  readonly form: Pick<CrbForm, Entry>;
  /** Coefficient of a term of the form, seen by the block's matrix and over the unit of the entry. */
  readonly weigh: (coefficient: number, entry: Entry) => number;
}

/** The row "F11 - u = constant" over the unit of F11, for the terms of F11 and what is taken off. */
function informationRow(program: ProgramBuilder, { half }: CrbStyle, information: Information, constant = 0): number {
  const row = program.row(information.kind === 'constant' ? information.value : constant);
  if (information.kind === 'column') program.entry(row, information.column, -information.factor);
  if (information.kind === 'rotated') {
    program.entry(row, information.cone[0], -half * information.factor);
    program.entry(row, information.cone[1], half * information.factor);
  }
  return row;
}

/**
 * The row A - u >= 0 of a BS over the unit of F11, A the information of the receive array: what the angle's CRB is where the covariances
 * of the BS become one beam (`oneBeam`). The cone of `crbRows` follows from it.
 */
export function receiveRow(program: ProgramBuilder, style: CrbStyle, information: Information): number {
  const row = informationRow(program, style, information);
  program.slack(row, -1);
  return row;
}

/**
 * Rows of [F11 - u, F12; conj(F12), F22] >= 0 of one BS, (19a) and (38a) of the paper by the Schur complement: u bounds the information on
 * the angle. What F is made of is added by the caller.
 *
 * @param constants what is taken off F11, F22, Re F12 / half and Im F12 / half where they are affine and not linear.
 */
export function crbRows(
  program: ProgramBuilder,
  style: CrbStyle,
  information: Information,
  cone: CrbCone = program.crbCone('CRB cone'),
  constants: readonly [number, number, number, number] = [0, 0, 0, 0],
): CrbRows {
  const { half } = style;
  const row11 = informationRow(program, style, information, constants[0]);
  program.entry(row11, cone[0], -half);
  program.entry(row11, cone[1], -half);
  const row22 = program.row(constants[1]);
  program.entry(row22, cone[0], -half);
  program.entry(row22, cone[1], half);
  const rowRe = program.row(constants[2]);
  program.entry(rowRe, cone[2], -1);
  const rowIm = program.row(constants[3]);
  program.entry(rowIm, cone[3], -1);
  return { cone, row11, row22, rowRe, rowIm };
}

/**
 * Adds the Fisher information of PSD blocks to CRB rows.
 *
 * @param pattern a form of the program: which terms there are.
 * @param slot vector of the blocks that is vector 0 of the form.
 * @param shares of every block; null of one that counts for no row.
 */
export function addFisherTerms(
  program: ProgramBuilder,
  { half, inTurn }: CrbStyle,
  pattern: Pick<CrbForm, Entry>,
  slot: number,
  shares: readonly (FisherShare | null)[],
): void {
  const add = (entry: Entry, i: number, rowOf: keyof Omit<CrbRows, 'cone'>): void => {
    const { left, right } = pattern[entry][i] as CrbTerm;
    const term = program.term(slot + left, slot + right);
    const factor = entry === 'f12' ? 1 / half : 1;
    let last: FisherShare | null = null;
    let [row, first, second] = [-1, 0, 0];
    for (let block = 0; block < shares.length; block++) {
      const share = shares[block] ?? null;
      if (share === null) continue;
      if (share !== last) {
        const { re, im } = share.form[entry][i] as CrbTerm;
        // Im(z) = Re(-j z): the weight a + jb becomes b - ja
        first = factor * share.weigh(rowOf === 'rowIm' ? im : re, entry);
        second = factor * share.weigh(rowOf === 'rowIm' ? -re : im, entry);
        row = share.rows[rowOf];
        last = share;
      }
      program.add(term, block, row, first, second);
    }
  };
  pattern.f11.forEach((_, i) => add('f11', i, 'row11'));
  pattern.f22.forEach((_, i) => add('f22', i, 'row22'));
  pattern.f12.forEach((_, i) => {
    add('f12', i, 'rowRe');
    if (inTurn) add('f12', i, 'rowIm');
  });
  if (!inTurn) pattern.f12.forEach((_, i) => add('f12', i, 'rowIm'));
}
