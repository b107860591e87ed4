import { isSymbolLevel } from '../problems/capabilities.ts';
import type { Scheme } from '../problems/types.ts';

/** Fields of the scenario that the sweep may have a list of. */
export const SWEPT = ['pskOrder', 'cells', 'usersPerCell', 'txAntennas', 'frameLength', 'csiErrorRadius'] as const;
export type Swept = (typeof SWEPT)[number];

/** The sections of a study that hold some axes of its grid. */
export interface Axes<Name extends Swept = Swept> {
  readonly scenario: Readonly<Record<Name, number>>;
  readonly sweep: Readonly<Partial<Record<Name, readonly number[] | undefined>>>;
}

/** Values of a quantity over the grid: the list of the sweep, which replaces that of the scenario. */
export function axisOf<Name extends Swept>({ scenario, sweep }: Axes<Name>, name: Name): readonly number[] {
  return sweep[name] ?? [scenario[name]];
}

/** The part of a study that caps amplitudes. */
export interface CapAxis {
  readonly scenario: { readonly amplitudeCrbCap?: number | undefined };
  readonly sweep: { readonly amplitudeCrbCap?: readonly (number | 'none')[] | undefined };
}

/** Caps on the CRBs of amplitudes over the grid; undefined stands for none. */
export function capsOf({ scenario, sweep }: CapAxis): readonly (number | undefined)[] {
  return sweep.amplitudeCrbCap?.map((cap) => (cap === 'none' ? undefined : cap)) ?? [scenario.amplitudeCrbCap];
}

/** Values of M of a scheme; null at block level, which does not depend on it. */
export function pskOrdersOf(study: Axes<'pskOrder'>, scheme: Scheme): readonly (number | null)[] {
  return isSymbolLevel(scheme) ? axisOf(study, 'pskOrder') : [null];
}

/** The axis that every grid has: thresholds or weights. */
export interface Targets {
  readonly thresholdDb?: readonly number[] | Readonly<Partial<Record<Scheme, readonly number[]>>> | undefined;
  readonly rho?: readonly number[] | undefined;
}

/** What a scheme is designed for: thresholds in dB, or values of rho where the sweep has these. */
export function targetsOf({ thresholdDb = [], rho }: Targets, scheme: Scheme): readonly number[] {
  return rho ?? ('length' in thresholdDb ? thresholdDb : (thresholdDb[scheme] ?? []));
}

/** J of the largest system: the target angles are given for it, and lists per BS are this long. */
export function mostCells(study: Axes<'cells'>): number {
  return Math.max(...axisOf(study, 'cells'));
}
