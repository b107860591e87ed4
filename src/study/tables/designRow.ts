import type { ErrorDrawsAnswer } from '../../montecarlo/kernels/errorDraws.ts';
import type { SymbolErrorRates } from '../../montecarlo/symbolErrorRates.ts';
import type { DesignTask, PrecoderDesign } from '../../problems/types.ts';
import type { DesignMetrics } from '../evaluateDesign.ts';
import type { GridPoint } from '../grid.ts';

/** A design with everything that the tables show of it. */
export interface DesignRow {
  /** realization * points + point: the same in every run of the study. */
  readonly id: bigint;
  readonly point: GridPoint;
  readonly task: DesignTask;
  /** Null of a draw that cannot be computed. */
  readonly design: PrecoderDesign | null;
  /** Null without precoders. */
  readonly metrics: DesignMetrics | null;
  /** What CSI errors do to the design; null without error draws, or without precoders. */
  readonly errors: ErrorDrawsAnswer | null;
  /** Symbol error rates that a device has counted; else table `ser` has them counted on the processor. */
  readonly symbolErrors?: SymbolErrorRates;
  /** Why the draw cannot be computed, in one line that is the same in every run; null of a draw that was computed. */
  readonly failure: string | null;
}

/** The row of a draw that cannot be computed. */
export function failedRow(grid: Pick<DesignRow, 'id' | 'point' | 'task'>, failure: string): DesignRow {
  const { id, point, task } = grid;
  return { id, point, task, design: null, metrics: null, errors: null, failure };
}

const DEGREES = 180 / Math.PI;

/** Root of the mean CRB over the BSs, degrees; Infinity where an angle cannot be estimated, null where a CRB is not defined. */
export function rcrbDeg(crb: Float64Array | null | undefined): number | null {
  if (!crb || crb.length === 0) return null;
  return rootDeg(crb.reduce((a, b) => a + b, 0) / crb.length);
}

/** Root of a CRB, degrees; null where it is not defined. */
export function rootDeg(crb: number): number | null {
  return Number.isNaN(crb) ? null : Math.sqrt(crb) * DEGREES;
}

/** Roots of the CRBs in degrees or radians; null where one is not defined. */
export function rcrbPerBs(crb: Float64Array | null | undefined, degrees: boolean): Float64Array | null {
  if (!crb || crb.some(Number.isNaN)) return null;
  return crb.map((c) => Math.sqrt(c) * (degrees ? DEGREES : 1));
}

/** A value for each BS as a list for `cells` BSs, the most of the study: NaN where the system has fewer. */
export function padToCells(values: Float64Array | null | undefined, cells: number): Float64Array | null {
  if (!values || values.length >= cells) return values ?? null;
  const padded = new Float64Array(cells).fill(Number.NaN);
  padded.set(values);
  return padded;
}
