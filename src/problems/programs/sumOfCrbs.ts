import { invariant } from '../../errors.ts';
import { type Information, ROTATED, rotatedCone } from './crbRows.ts';
import { crbUnit } from './plan.ts';
import { type Column, OBJECTIVE, type ProgramBuilder } from './programBuilder.ts';
import { type ProgramContext, informationScale } from './programContext.ts';

type Value = (column: Column) => number;

/** The objective "sum of the CRBs of some BSs", one rotated cone 2 t u >= 1 for each of them. */
export interface SumOfCrbs {
  /** u of a BS, for its CRB rows. */
  readonly informationOf: (station: number) => Information;
  readonly readInformation: (value: Value, context: ProgramContext, station: number) => number;
  /** The sum in rad^2. */
  readonly read: (value: Value, context: ProgramContext) => number;
  /** rad^2 for a program's objective of 1. */
  readonly unit: (context: ProgramContext) => number;
}

/** Declares the objective, in units of its typical size. */
export function sumOfCrbs(builder: ProgramBuilder<ProgramContext>, stations: readonly number[]): SumOfCrbs {
  const unit = (c: ProgramContext): number => stations.reduce((sum, m) => sum + crbUnit(c, m) * ROTATED, 0);
  const cones = new Map(
    stations.map((m) => {
      const cone = rotatedCone(builder);
      const coefficient = (c: ProgramContext): number => crbUnit(c, m) / unit(c);
      builder.entry(OBJECTIVE, cone[0], 0.5, coefficient);
      builder.entry(OBJECTIVE, cone[1], 0.5, coefficient);
      return [m, cone];
    }),
  );
  const coneOf = (m: number): readonly [Column, Column, Column] => {
    const cone = cones.get(m);
    invariant(cone, 'a BS of the objective has a rotated cone');
    return cone;
  };
  return {
    informationOf: (m) => ({ kind: 'rotated', cone: coneOf(m), unit: (c) => informationScale(c, m) }),
    readInformation: (value, c, m) => (informationScale(c, m) * (value(coneOf(m)[0]) - value(coneOf(m)[1]))) / 2,
    read: (value, c) =>
      stations.reduce((sum, m) => sum + (crbUnit(c, m) * (value(coneOf(m)[0]) + value(coneOf(m)[1]))) / 2, 0),
    unit,
  };
}
