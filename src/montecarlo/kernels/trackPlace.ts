import type { SummarySettings } from '../distribution.ts';

/** Words behind the bins of a track on a device: the open bins, and the draws below each of two levels. */
export const MORE_COUNTS = 4;
/** In place of the track of a user that is not kept. */
export const NO_TRACK = 0xffffffff;

/** One sequence of SINRs that a device evaluates: that of the smallest ones of a design, or of one of its users. */
export interface TrackPlace {
  /** Of the part. */
  readonly design: number;
  readonly settings: SummarySettings;
  /** Its place among the counts: [below the grid, bins, above it, below level 0, below level 1]. */
  readonly counts: number;
  readonly bins: number;
}
