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
