import type { RotatedCone, Value } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { invariant } from '../../errors.ts';
import type { Information } from '../rows/crbCone.ts';
import { ROTATED, scaledInverse } from '../rows/inverse.ts';
import { crbUnit } from './plan.ts';
import { type ProgramContext, informationScale } from './programContext.ts';

/** The objective "sum of the CRBs of some BSs", one rotated cone 2 t u >= 1 for each of them. */
export interface SumOfCrbs {
  /** u of a BS over the unit of its F11, for its CRB rows. */
  readonly informationOf: (station: number) => Information;
  readonly readInformation: (value: Value, station: number) => number;
  /** The sum in rad^2. */
  readonly read: (value: Value) => number;
  /** rad^2 for a program's objective of 1. */
  readonly unit: number;
}

/** Declares the objective, in units of its typical size. */
export function sumOfCrbs(program: ProgramBuilder, c: ProgramContext, stations: readonly number[]): SumOfCrbs {
  const unit = stations.reduce((sum, m) => sum + crbUnit(c, m) * ROTATED, 0);
  const cones = new Map(
    stations.map((m) => {
      const cone = scaledInverse(program);
      program.cost(cone[0], 0.5 * (crbUnit(c, m) / unit));
      program.cost(cone[1], 0.5 * (crbUnit(c, m) / unit));
      return [m, cone];
    }),
  );
  const coneOf = (m: number): RotatedCone => {
    const cone = cones.get(m);
    invariant(cone, 'a BS of the objective has a rotated cone');
    return cone;
  };
  return {
    informationOf: (m) => ({ kind: 'rotated', cone: coneOf(m), factor: 1 }),
    readInformation: (value, m) => (informationScale(c, m) * (value(coneOf(m)[0]) - value(coneOf(m)[1]))) / 2,
    read: (value) =>
      stations.reduce((sum, m) => sum + (crbUnit(c, m) * (value(coneOf(m)[0]) + value(coneOf(m)[1]))) / 2, 0),
    unit,
  };
}
