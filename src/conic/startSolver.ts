import type { BackendChoice, BackendOptions } from '../device/backend.ts';
import { startBackend, type StartedBackend } from '../device/startBackend.ts';
import { conicKernelOf } from './kernels/conicKernelOf.ts';

/**
 * Starts a backend for all solves of this process from now on, as `startBackend` (src/device), with the conic kernel on it.
 *
 * @throws BackendUnavailable also where the device opens but does not take the kernel; `auto` passes over it.
 */
export async function startSolver(choice: BackendChoice, options: BackendOptions = {}): Promise<StartedBackend> {
  return startBackend(choice, options, conicKernelOf);
}
