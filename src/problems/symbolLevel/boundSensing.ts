import type { RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { CrbForm } from '../../model/crbForms.ts';
import {
  addFisherTerms,
  type CrbRows,
  crbRows,
  type FisherShare,
  type Information,
  SYMBOL_STYLE,
} from '../rows/crbCone.ts';
import { fixProduct } from '../rows/inverse.ts';
import { times } from '../times.ts';
import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import type { BoundUnits } from './boundUnits.ts';
import { type FormScale, formScale } from './formScale.ts';
import type { SignalSlots } from './signalBlocks.ts';
import type { Links } from './symbolLinks.ts';

/** Sensing side of a bound program: CRB forms, scales and objective. */
export interface BoundSensing {
  /** Forms that PSD block b contributes to: of its own BS (CBF), or of all BSs in the objective (CoMP). */
  readonly formsOf: (b: number) => readonly CrbForm[];
  /** Of the BSs in the objective. */
  readonly scales: readonly FormScale[];
  /** F11 that is the unit of the objective. */
  readonly reference: number;
}

export function boundSensing(p: BoundProgram, { blocks }: BoundLinks): BoundSensing {
  const { cells, powerBudget } = p.task.task.scenario;
  const bss = p.bs === null ? Array.from({ length: cells }, (_, m) => m) : [p.bs];
  const stacked = blocks.length === 1;
  const scales = bss.map((m) => {
    const { forms, antennas } = blocks[stacked ? 0 : m] as Links;
    return formScale(forms[stacked ? m : 0] as CrbForm, antennas, powerBudget);
  });
  const formsOf = (b: number): readonly CrbForm[] => {
    const { forms } = blocks[b] as Links;
    return stacked ? bss.map((m) => forms[m] as CrbForm) : forms;
  };
  return { formsOf, scales, reference: scales[0]?.f11 ?? 1 };
}

/**
 * Adds the CRB rows of every BS in the objective, which is -u of one BS, or the sum of t over the BSs with t u >= 1.
 *
 * @returns the rows of each BS in the objective.
 */
export function addBoundSensing(
  program: ProgramBuilder,
  p: BoundProgram,
  u: BoundUnits,
  { scales, formsOf, reference }: BoundSensing,
  weight: Float64Array,
  slots: SignalSlots,
): CrbRows[] {
  const alone = p.bs !== null;
  const information = alone ? program.nonneg('information') : null;
  const cones = scales.map(() => program.crbCone('CRB cone'));
  const inverses = alone ? [] : scales.map(() => program.rotated('CRB and information'));
  if (information) program.cost(information, -1);
  const rows = cones.map((cone, j) => {
    const inverse = inverses[j];
    const asked: Information = information
      ? { kind: 'column', column: information, factor: 1 }
      : { kind: 'rotated', cone: inverse as RotatedCone, factor: 1 };
    const own = crbRows(program, SYMBOL_STYLE, asked, cone);
    if (!inverse) return own;
    fixProduct(program, inverse, 1);
    const price = reference / (scales[j] as FormScale).f11;
    program.cost(inverse[0], price);
    program.cost(inverse[1], price);
    return own;
  });

  // CBF: block b carries the signal of BS b, whose CRB is in the objective or not: programs of all BSs have the same terms, some with weight 0
  const place = (f: number, b: number): number => (u.blocks === 1 ? f : alone ? 0 : b);
  const counts = (b: number): number => (u.blocks === 1 || !alone || p.bs === b ? 1 : 0);
  const power = p.task.task.scenario.powerBudget;
  formsOf(0).forEach((pattern, f) => {
    const shares = times(weight.length * u.blocks, (k): FisherShare => {
      const b = k % u.blocks;
      const scale = scales[place(f, b)] as FormScale;
      const own = counts(b) * (weight[Math.floor(k / u.blocks)] as number) * power;
      return {
        rows: rows[place(f, b)] as CrbRows,
        form: formsOf(b)[f] as CrbForm,
        weigh: (x, entry) => (own / scale[entry]) * x,
      };
    });
    addFisherTerms(program, SYMBOL_STYLE, pattern, slots.forms[f] as number, shares);
  });
  return rows;
}
