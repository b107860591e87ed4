import { effectiveRobustness } from './plan.ts';
import type { ProgramContext } from './programContext.ts';

/** Numbers of one program that coefficients are made of; NaN where the program lacks a field, which validation refuses. */

export function threshold(c: ProgramContext): number {
  return c.program.threshold ?? Number.NaN;
}

export function maxInterference(c: ProgramContext): number {
  return c.program.scenario.maxInterference;
}

/** Scales of the powers in SINR rows S >= g (interference + noise): of what is heard, of the noise on the right, of the useful power. */
export interface SinrScales {
  readonly heard: number;
  readonly noise: number;
  readonly useful: number;
}

/** Rows of robustness `exact` are in units of no more than so many noise powers: an Imax far above, which `joint` does not use, would leave them inexact. */
const LOUD = 10;

/** In units of g Imax, for caps on the interference in units of Imax; in `joint`, which has none, in units of g (Imax + noise). */
export function sinrScales(c: ProgramContext): SinrScales {
  const joint = c.program.problem === 'joint';
  const most =
    effectiveRobustness(c.program) === 'exact' ? Math.min(maxInterference(c), LOUD * c.noise) : maxInterference(c);
  const heard = 1 / (joint ? most + c.noise : most);
  return { heard, noise: joint ? c.noise * heard : c.noise / maxInterference(c), useful: heard / threshold(c) };
}

export function coMPCap(c: ProgramContext): number {
  return c.program.interference?.coMP ?? Number.NaN;
}

export function intraCellCap(c: ProgramContext): number {
  return c.program.interference?.intraCell ?? 0;
}

/** I_inter of (35): zero for a single cell and at the start of Algorithm 1. */
export function interCellCap(c: ProgramContext): number {
  if (c.program.scenario.cells === 1 || c.program.omitInterCellRows === true) return 0;
  return c.program.interference?.interCell ?? 0;
}

/** u that the cap t* asks for. */
export function informationOfCap(c: ProgramContext): number {
  return 1 / (2 * (c.program.crbCap ?? Number.NaN));
}

/**
 * Cost of a share of Imax (or of Pleakmax) in P1.B and P2.B: optima go down to 1e-3 shares and less, and the solver's gap is absolute
 * below 1.
 */
export const INTERFERENCE_COST = 30;
