import type { ProgramContext } from './programContext.ts';

/** Numbers of one program that coefficients are made of; NaN where the program lacks a field, which validation refuses. */

export function threshold(c: ProgramContext): number {
  return c.program.threshold ?? Number.NaN;
}

export function maxInterference(c: ProgramContext): number {
  return c.program.scenario.maxInterference;
}

export function perMaxInterference(c: ProgramContext): number {
  return 1 / maxInterference(c);
}

/** The noise in units of Imax. */
export function noisePerMax(c: ProgramContext): number {
  return c.noise / maxInterference(c);
}

/** Unit of the SINR rows of `joint`: Imax + noise. */
export function perJointUnit(c: ProgramContext): number {
  return 1 / (maxInterference(c) + c.noise);
}

export function noisePerJointUnit(c: ProgramContext): number {
  return c.noise * perJointUnit(c);
}

/** Useful power S >= g (Imax + noise) as a row in that unit. */
export function usefulPerJointUnit(c: ProgramContext): number {
  return perJointUnit(c) / threshold(c);
}

/** Useful power in units of g Imax. */
export function usefulPerMax(c: ProgramContext): number {
  return perMaxInterference(c) / threshold(c);
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
