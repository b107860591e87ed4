import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { belowCap } from './caps.ts';
import { addVectorPower } from './vectorPower.ts';

/** Echoes that PSD blocks cause at the sensing receivers of BSs. */
export interface Echoes {
  /** BSs that hear them. */
  readonly stations: number;
  readonly blocks: number;
  /** Vectors v* of the blocks towards the targets of other cells. */
  readonly slots: readonly number[];
  /** BS whose target the vector of a slot points at, in the order of the block's transmitter. */
  readonly stationOf: (block: number, slot: number) => number;
  /** Of the power v^T W v* over the unit of the cap of that BS. */
  readonly weightOf: (block: number, slot: number) => number;
}

/**
 * The power of the echoes of other BSs at every sensing receiver, q_m <= its cap: a cap that the amplitudes of a BS keep at q_m they then keep at the echoes that the
 * covariances cause themselves, because fewer of them leave more information.
 *
 * @returns the row of each BS.
 */
export function addEchoCaps(
  program: ProgramBuilder,
  { stations, blocks, slots, stationOf, weightOf }: Echoes,
): number[] {
  const rows = Array.from({ length: stations }, () => belowCap(program));
  slots.forEach((slot, i) => {
    addVectorPower(
      program,
      slot,
      blocks,
      (b) => rows[stationOf(b, i)] as number,
      (b) => weightOf(b, i),
    );
  });
  return rows;
}
