import { type Information, ROTATED, rotatedCone } from './crbRows.ts';
import { crbUnit } from './plan.ts';
import { type Coefficient, type Column, OBJECTIVE, type ProgramBuilder } from './programBuilder.ts';
import { type ProgramContext, informationScale } from './programContext.ts';

type Builder = ProgramBuilder<ProgramContext>;
type Read = (value: (column: Column) => number, context: ProgramContext) => number;

/** The objective of P1.A or P2.A: its variables and how to read them, in the program's own units. */
export interface DesignObjective {
  /** u, for the CRB rows; null for maxSinr. */
  readonly information: Information | null;
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
  builder: Builder,
  form: 'threshold' | 'weighted' | 'maxSinr',
  sinr: Column | null,
  unit: Coefficient<ProgramContext>,
): DesignObjective {
  const readSinr: Read = (value, c) => (sinr ? value(sinr) * unit(c) : (c.program.threshold ?? Number.NaN));
  if (form === 'maxSinr') {
    if (sinr) builder.entry(OBJECTIVE, sinr, -1);
    const read: Read = (value, c) => weigh(c, readSinr(value, c), 0);
    return { information: null, readInformation: () => Number.NaN, readSinr, read };
  }
  if (form === 'threshold') {
    const u = builder.nonneg();
    builder.entry(OBJECTIVE, u, -1);
    const information: Information = { kind: 'column', column: u, unit: informationUnit };
    const readInformation: Read = (value, c) => value(u) * informationScale(c, 0);
    const read: Read = (value, c) => 1 / (2 * value(u) * informationScale(c, 0));
    return { information, readInformation, readSinr, read };
  }
  const cone = rotatedCone(builder);
  const sinrWeight = (c: ProgramContext): number => ((1 - (c.program.rho ?? 0)) / (c.program.nfc ?? 1)) * unit(c);
  const size = (c: ProgramContext): number => crbWeight(c) * ROTATED + sinrWeight(c);
  const crbCoefficient = (c: ProgramContext): number => crbWeight(c) / size(c);
  builder.entry(OBJECTIVE, cone[0], 0.5, crbCoefficient);
  builder.entry(OBJECTIVE, cone[1], 0.5, crbCoefficient);
  if (sinr) builder.entry(OBJECTIVE, sinr, -1, (c) => sinrWeight(c) / size(c));
  const information: Information = { kind: 'rotated', cone, unit: informationUnit };
  const readInformation: Read = (value, c) => (informationScale(c, 0) * (value(cone[0]) - value(cone[1]))) / 2;
  const read: Read = (value, c) => {
    const t = (crbUnit(c, 0) * (value(cone[0]) + value(cone[1]))) / 2;
    return weigh(c, readSinr(value, c), t);
  };
  return { information, readInformation, readSinr, read };
}

/** F11 unit of the first BS, which u is a multiple of. */
function informationUnit(c: ProgramContext): number {
  return informationScale(c, 0);
}

/** Weight of t of the rotated cone in the weighted objective. */
function crbWeight(c: ProgramContext): number {
  return ((c.program.rho ?? 0) / (c.program.nfr ?? 1)) * crbUnit(c, 0);
}

/** Objective of a program that asked for the weighted form, or g of one that asked for maxSinr. */
function weigh(c: ProgramContext, g: number, t: number): number {
  const { form, rho = 0, nfr = 1, nfc = 1 } = c.program;
  return form === 'weighted' ? ((1 - rho) * g) / nfc - (rho * t) / nfr : g;
}
