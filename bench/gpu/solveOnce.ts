import type { ConicKernel } from '../../src/conic/kernels/conicSolve.ts';
import type { SolverPath } from '../../src/conic/solverPath.ts';
import type { RecordedBatch } from './programs/record.ts';

/** What a batch gave. */
export interface Answer {
  /** [programs, 5]: status, iterations, merit, primal and dual objective. */
  readonly info: Float64Array;
  readonly paths: readonly SolverPath[];
  readonly milliseconds: number;
}

/** Upload, solve, check and read-back of a batch, as a study has them solved. */
export async function solveOnce(kernel: ConicKernel, batch: RecordedBatch, tolerance: number): Promise<Answer> {
  const start = performance.now();
  const { info, path } = await kernel.solve(batch.data, { ...batch.attributes, tolerance });
  return { info, paths: path, milliseconds: performance.now() - start };
}
