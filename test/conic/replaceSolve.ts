import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import type { ConicKernel } from '../../src/conic/kernels/conicSolve.ts';
import { currentBackend } from '../../src/device/startBackend.ts';

type Solve = ConicKernel['solve'];

/**
 * Puts another solve in the place of that of the running backend.
 *
 * @returns what puts the former one back.
 */
export async function replaceSolve(replacement: (solve: Solve) => Solve): Promise<() => void> {
  const kernel = await conicKernelOf((await currentBackend()).backend);
  const { solve } = kernel;
  kernel.solve = replacement(solve);
  return () => {
    kernel.solve = solve;
  };
}

/** Programs that reach the kernel of the running backend, counted until `restore` is called. */
export async function countSolved(): Promise<{ count: number; readonly restore: () => void }> {
  const solved = { count: 0, restore: () => undefined as void };
  solved.restore = await replaceSolve((solve) => (batch, attributes) => {
    solved.count += batch.batch;
    return solve(batch, attributes);
  });
  return solved;
}
