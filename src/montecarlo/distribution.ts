import type { SinrGrid } from './grid.ts';

/** What is kept of the SINRs of a design under many CSI errors, of its weakest user or of one user. */
export interface SinrDistribution {
  /** CSI errors behind it. */
  readonly draws: number;
  /** The bins, in dB over the reference. */
  readonly grid: SinrGrid;
  /** Linear. */
  readonly reference: number;
  /** First bin with a count: -1 is the open one below the grid. */
  readonly firstBin: number;
  /** Draws in that bin and the next ones, up to the last one with a count. */
  readonly counts: Float64Array;
  /** Draws below each level that was asked for. */
  readonly below: readonly number[];
  /** The smallest SINRs, linear, ascending; of equal ones that of the earlier draw first. */
  readonly tail: Float64Array;
  /** Their error draws. */
  readonly tailDraws: Float64Array;
  /** Of the linear SINRs. */
  readonly mean: number;
  /** Sum of squared differences of the linear SINRs from their mean. */
  readonly squares: number;
}

/** What is to be kept of SINRs. */
export interface SummarySettings {
  readonly grid: SinrGrid;
  /** Linear SINR of 0 dB on the grid. */
  readonly reference: number;
  /** Linear SINRs, at most two: how many draws fall below each is counted. */
  readonly levels: readonly number[];
}
