import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { belowCap } from './caps.ts';
import { addVectorPower } from './vectorPower.ts';
import { times } from '../times.ts';

/** What leaks from the PSD blocks of some transmitters towards the targets of other cells. */
export interface Leakage {
  /** Vectors v* of the blocks, one for each target in the order of the transmitter. */
  readonly slots: readonly number[];
  readonly transmitters: number;
  /** Transmitter of each block. */
  readonly transmitterOf: readonly number[];
  /** Of each block: its v^T W v* over the unit of the cap. */
  readonly weightOf: (block: number) => number;
}

/**
 * Leakage towards the targets of the other cells, v^T R v* <= P_leak (36a): the cap is the unit itself, or a variable.
 *
 * @returns the rows, [transmitter][target].
 */
export function addLeakageCaps(
  program: ProgramBuilder,
  { slots, transmitters, transmitterOf, weightOf }: Leakage,
  cap: Column | null = null,
): number[][] {
  const all = times(transmitters, (): number[] => []);
  for (const slot of slots) {
    const rows = all.map(() => belowCap(program, cap));
    rows.forEach((row, t) => all[t]?.push(row));
    addVectorPower(program, slot, transmitterOf.length, (b) => rows[transmitterOf[b] as number] as number, weightOf);
  }
  return all;
}
