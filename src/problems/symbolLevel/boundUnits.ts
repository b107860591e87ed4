import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import type { Links } from './symbolLinks.ts';

/** Sizes and units of a bound program. Signals and the interference that they bear are in units of sqrt(g sc2), interference itself of sqrt(sc2). */
export interface BoundUnits {
  /** Dimension of x in one PSD block. */
  readonly antennas: number;
  /** PSD blocks of one time: J in CBF, 1 in CoMP. */
  readonly blocks: number;
  /** BSs in one PSD block: 1 in CBF, J in CoMP. */
  readonly stations: number;
  readonly cells: number;
  readonly usersPerCell: number;
  /** Users whose signal a PSD block carries. */
  readonly users: number;
  /** Users of other cells that hear a PSD block. */
  readonly foreign: number;
  /** Targets of other cells. */
  readonly targets: number;
  /** Radius of the robust terms. */
  readonly radius: number;
  /** pi/M. */
  readonly psi: number;
  /** sqrt(P) over sqrt(g sc2). */
  readonly own: number;
  /** sqrt(P) over sqrt(sc2). */
  readonly other: number;
  /** Largest power over sc2 that a user hears from one other BS; null: no cap. */
  readonly cap: number | null;
}

export function boundUnits(p: BoundProgram, { blocks, radius }: BoundLinks): BoundUnits {
  const { cells, usersPerCell, powerBudget, noisePower, maxInterference } = p.task.task.scenario;
  const { antennas, stations, users, foreign, targets } = blocks[0] as Links;
  const count = (vectors: Float64Array): number => vectors.length / (2 * antennas);
  const other = Math.sqrt(powerBudget / noisePower);
  return {
    antennas,
    blocks: blocks.length,
    stations,
    cells,
    usersPerCell,
    users: count(users),
    foreign: count(foreign),
    targets: count(targets),
    radius,
    psi: Math.PI / p.task.pskOrder,
    own: other / Math.sqrt(p.threshold),
    other,
    cap: p.capped && blocks.length > 1 ? maxInterference / ((cells - 1) * noisePower) : null,
  };
}

/** True where users hear other cells. */
export function hasInterference({ blocks }: BoundUnits): boolean {
  return blocks > 1;
}

/** Unit of the rows on the power of signals: they are up to 40 dB above the noise, and the rounding of a row must stay below the tolerance. */
export function receivedUnit({ own, other }: BoundUnits): number {
  return Math.max(own, other) ** -1.5;
}

/** Unit of the rows on capped power, for the same reason. */
export function cappedUnit({ other }: BoundUnits, cap: number): number {
  return other ** -1.5 * cap ** -0.25;
}

/** Turns after which no product of two users' signals has a negative real part: none for M below 4, one for M = 4, two above. */
export function turnsOf(psi: number): readonly number[] {
  const turn = Math.PI / 2 - 2 * psi;
  if (turn < -1e-12) return [];
  return turn < 1e-12 ? [0] : [turn, -turn];
}
