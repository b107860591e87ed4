import type { ConicBatch, ConicSolveAttributes } from './conicSolve.ts';

/** From where programs start: the unit; earlier solutions of their shape; answers that are only finished (kernels/bindings.wgsl). */
export const STARTS = { unit: 0, state: 1, answer: 2 } as const;

/** What one launch of the kernel on a GPU is told. */
export interface RunParameters {
  readonly programs: number;
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Residual at which a certificate of infeasibility or unboundedness is believed. */
  readonly certificate: number;
  readonly from: keyof typeof STARTS;
}

/** From where the programs of a batch start. */
export function startOf({ warm }: ConicBatch, { finish }: ConicSolveAttributes): RunParameters['from'] {
  if (warm === undefined) return 'unit';
  return finish === true ? 'answer' : 'state';
}
