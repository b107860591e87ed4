import type { Column, Value } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { Information } from '../rows/crbCone.ts';
import { ROTATED, scaledInverse } from '../rows/inverse.ts';
import { crbUnit } from './plan.ts';
import { type ProgramContext, informationScale } from './programContext.ts';

type Read = (value: Value) => number;

/** The objective of P1.A or P2.A: its variables and how to read them, in the program's own units. */
export interface DesignObjective {
  /** u over the unit of F11 of a BS, for its CRB rows; null for maxSinr. */
  readonly informationOf: ((station: number) => Information) | null;
  /** Value of u; NaN for maxSinr. */
  readonly readInformation: Read;
  /** g, linear. */
  readonly readSinr: Read;
  /** Objective in the instance format's definition. */
  readonly read: Read;
}

/**
 * threshold: maximise u, t = 1 / (2 u); weighted: minimise rho t/NFR - (1-rho) g/NFC, divided by its typical size, so that
 * the solver's relative gap is one of the objective too; maxSinr: maximise g. `sinr` is g in units of `unit`, null for the
 * threshold form.
 */
export function designObjective(
  program: ProgramBuilder,
  c: ProgramContext,
  form: 'threshold' | 'weighted' | 'maxSinr',
  sinr: Column | null,
  unit: number,
): DesignObjective {
  const readSinr: Read = (value) => (sinr ? value(sinr) * unit : (c.program.threshold ?? Number.NaN));
  if (form === 'maxSinr') {
    if (sinr) program.cost(sinr, -1);
    return {
      informationOf: null,
      readInformation: () => Number.NaN,
      readSinr,
      read: (value) => weigh(c, readSinr(value), 0),
    };
  }
  const scale = informationScale(c, 0);
  const factorOf = (m: number): number => scale / informationScale(c, m);
  if (form === 'threshold') {
    const column = program.nonneg('information');
    program.cost(column, -1);
    return {
      informationOf: (m) => ({ kind: 'column', column, factor: factorOf(m) }),
      readInformation: (value) => value(column) * scale,
      readSinr,
      read: (value) => 1 / (2 * value(column) * scale),
    };
  }
  const cone = scaledInverse(program);
  const crbWeight = ((c.program.rho ?? 0) / (c.program.nfr ?? 1)) * crbUnit(c, 0);
  const sinrWeight = ((1 - (c.program.rho ?? 0)) / (c.program.nfc ?? 1)) * unit;
  const size = crbWeight * ROTATED + sinrWeight;
  program.cost(cone[0], 0.5 * (crbWeight / size));
  program.cost(cone[1], 0.5 * (crbWeight / size));
  if (sinr) program.cost(sinr, -(sinrWeight / size));
  return {
    informationOf: (m) => ({ kind: 'rotated', cone, factor: factorOf(m) }),
    readInformation: (value) => (scale * (value(cone[0]) - value(cone[1]))) / 2,
    readSinr,
    read: (value) => weigh(c, readSinr(value), (crbUnit(c, 0) * (value(cone[0]) + value(cone[1]))) / 2),
  };
}

/** Objective of a program that asked for the weighted form, or g of one that asked for maxSinr. */
function weigh(c: ProgramContext, g: number, t: number): number {
  const { form, rho = 0, nfr = 1, nfc = 1 } = c.program;
  return form === 'weighted' ? ((1 - rho) * g) / nfc - (rho * t) / nfr : g;
}
