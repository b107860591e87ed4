import type { Column, Value } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { atMostOne, tieCopy } from '../rows/caps.ts';
import type { RelaxationValues, RelaxedProgram } from './relaxationUnits.ts';

/** P3.B's optimum is often 1e-3 and less: its cost is in smaller units, so that the gap is small against the optimum. */
const PART_B_UNIT = 1e3;

/** Columns of P3.B. */
interface PartBColumns {
  /** r = sqrt(I_sl) over sqrt(Imax). */
  readonly root: Column;
  /** P_leak over its maximum. */
  readonly leakage: Column;
  /** Copies of r, and of what own users see, for each class. */
  readonly roots: readonly Column[];
  readonly amplitudes: readonly Column[];
}

/**
 * The objective of P3.B, P_leak/Pleakmax + r^2/Imax with r = sqrt(I_sl), both absent in one cell; as printed, own users see norm(sqrt(sc2), r).
 *
 * @param addCut adds the sensing cut of a foreign user to a row over the unit of its cap.
 */
export function describePartB(
  program: ProgramBuilder,
  { p, foreign, targets, emitted, level, capUnit, cutUnit }: RelaxedProgram,
  { root, leakage, roots, amplitudes }: PartBColumns,
  addCut: (foreignUser: number, row: number) => void,
): (value: Value) => RelaxationValues {
  const { noisePower, maxInterference, maxLeakage } = p.scenario;
  for (const copy of roots) tieCopy(program, copy, root);
  atMostOne(program, root);
  atMostOne(program, leakage);
  // I/Imax = a0 + a1 >= r^2 on the columns (a0, a1, r) with a0 - a1 = 1
  const square = program.rotated('square of the interference');
  const difference = program.row(1);
  program.entry(difference, square[0], 1);
  program.entry(difference, square[1], -1);
  tieCopy(program, square[2], root);
  if (targets > 0) program.cost(leakage, PART_B_UNIT);
  if (foreign > 0) {
    program.cost(square[0], PART_B_UNIT);
    program.cost(square[1], PART_B_UNIT);
  }
  if (p.sensingCut)
    for (let f = 0; f < foreign; f++) {
      const row = program.row();
      program.entry(row, square[0], -cutUnit);
      program.entry(row, square[1], -cutUnit);
      addCut(f, row);
    }
  if (emitted) {
    const heard = program.norm('noise and interference', 1);
    program.entry(program.row(Math.sqrt(noisePower) / level), heard[1] as Column, 1);
    const interference = program.row();
    program.entry(interference, heard[2] as Column, 1);
    program.entry(interference, root, -capUnit / level);
    for (const copy of amplitudes) tieCopy(program, copy, heard[0]);
  }
  return (value) => {
    const r = value(root);
    const share = foreign === 0 ? 0 : p.sensingCut ? value(square[0]) + value(square[1]) : r * r;
    return {
      objective: (targets > 0 ? value(leakage) : 0) + share,
      crb: p.crbCap ?? Number.NaN,
      amplitude: Math.sqrt(p.threshold ?? Number.NaN),
      interference: share * maxInterference,
      leakage: value(leakage) * maxLeakage,
    };
  };
}
