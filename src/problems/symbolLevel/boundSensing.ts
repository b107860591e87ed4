import type { CrbForm, CrbTerm } from '../../model/crbForms.ts';
import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import type { BoundTerm, BoundUnits } from './boundUnits.ts';
import type { ProgramRecorder } from './programRecorder.ts';
import type { Links } from './symbolLinks.ts';
import { type FormScale, formScale } from './transmitProgram.ts';

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
 * Records F11 - u = y0 + y1, F22 = y0 - y1, F12 = y2 + j y3 with a cone (y0, y1, y2, y3) for every BS in the objective. The objective is -u of one BS, or the sum of
 * t over the BSs with t u >= 1.
 *
 * @param first first vectors of the forms of a block.
 * @returns what the PSD blocks contribute, and the rows of each BS in the objective.
 */
export function recordSensing(
  rec: ProgramRecorder,
  p: BoundProgram,
  u: BoundUnits,
  sensing: BoundSensing,
  weight: Float64Array,
  first: readonly number[],
): { readonly terms: BoundTerm[]; readonly rows: readonly (readonly [number, number, number, number])[] } {
  const { scales, formsOf, reference } = sensing;
  const alone = p.bs !== null;
  const information = alone ? rec.nonneg() : -1;
  const cones = scales.map(() => rec.cone(4));
  const times = alone ? [] : scales.map(() => rec.cone(3));
  if (alone) rec.cost(information, -1);
  const rows = cones.map((cone, j) => {
    const four = [rec.row(0), rec.row(0), rec.row(0), rec.row(0)] as const;
    rec.entry(four[0], cone, -1);
    rec.entry(four[0], cone + 1, -1);
    rec.entry(four[1], cone, -1);
    rec.entry(four[1], cone + 1, 1);
    rec.entry(four[2], cone + 2, -1);
    rec.entry(four[3], cone + 3, -1);
    const time = times[j];
    if (time === undefined) rec.entry(four[0], information, -1);
    else {
      // u = b0 - b1, t = b0 + b1
      rec.entry(four[0], time, -1);
      rec.entry(four[0], time + 1, 1);
      rec.entry(rec.row(1), time + 2, 1);
      const price = reference / (scales[j] as FormScale).f11;
      rec.cost(time, price);
      rec.cost(time + 1, price);
    }
    return four;
  });

  // CBF: block b carries the signal of BS b, whose CRB is in the objective or not: programs of all BSs have the same terms, some with weight 0
  const place = (f: number, b: number): number => (u.blocks === 1 ? f : alone ? 0 : b);
  const counts = (b: number): number => (u.blocks === 1 || !alone || p.bs === b ? 1 : 0);
  const terms: BoundTerm[] = [];
  const power = p.task.task.scenario.powerBudget;
  formsOf(0).forEach((form, f) => {
    const push = (kind: 'f11' | 'f12' | 'f22', i: number, row: 0 | 1 | 2 | 3): void => {
      const { left, right } = form[kind][i] as CrbTerm;
      const slot = first[f] as number;
      const of = (b: number): CrbTerm => formsOf(b)[f]?.[kind][i] as CrbTerm;
      const unit = (s: number, b: number): number =>
        (counts(b) * (weight[s] as number) * power) / (scales[place(f, b)] as FormScale)[kind];
      terms.push({
        left: slot + left,
        right: slot + right,
        row: (_, b) => rows[place(f, b)]?.[row] as number,
        re: (s, b) => unit(s, b) * (row === 3 ? of(b).im : of(b).re),
        im: (s, b) => unit(s, b) * (row === 3 ? -of(b).re : of(b).im),
      });
    };
    form.f11.forEach((_, i) => push('f11', i, 0));
    form.f22.forEach((_, i) => push('f22', i, 1));
    form.f12.forEach((_, i) => {
      push('f12', i, 2);
      push('f12', i, 3);
    });
  });
  return { terms, rows };
}
