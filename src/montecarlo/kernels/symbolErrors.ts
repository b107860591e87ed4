import type { ClusterTally } from '../../model/clusteredInterval.ts';
import type { ErrorLaw } from '../../model/errorLaw.ts';
import type { Listeners } from '../listener.ts';

/** Frames of one realization, and the designs that send them. */
export interface FramesBatch {
  readonly seed: bigint;
  readonly realization: number;
  readonly law: ErrorLaw;
  /** Frames 0 .. frames - 1. */
  readonly frames: number;
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly frameLength: number;
  readonly noisePower: number;
  /** False where every radius is 0: then the errors do not matter. */
  readonly hasErrors: boolean;
  readonly designs: readonly Listeners[];
}

/** Wrong decisions of a user: those of a frame are one cluster. */
export type Tally = Pick<ClusterTally, 'wrong' | 'squares' | 'withWrong' | 'withRight'>;

/** IsacSymbolErrors on an opened device: the counts of the processor, one by one. */
export interface SymbolErrorsKernel {
  /**
   * Counts the symbol errors of some batches, taken one by one as there is room.
   *
   * @returns of each batch, for each design, the tally of every user, [cell * usersPerCell + user].
   */
  readonly runAll: (batches: Iterable<FramesBatch>) => Promise<Tally[][][]>;
}
