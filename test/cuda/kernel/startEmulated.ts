import { afterAll, beforeAll } from 'vitest';
import { buildEmulator, emulatorMissing } from '../../../scripts/cuda/buildEmulator.ts';
import type { CudaArithmetic } from '../../../src/device/cuda/cudaArithmetic.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { emulateBackend, type EmulatedStats, type EmulationOptions } from './emulatedBackend.ts';
import { EmulatedKernel } from './emulatedKernel.ts';

/** Why suites on the emulator are skipped, as the end of their title; empty where they run. */
export const missing = emulatorMissing();
export const skipped = missing === undefined ? '' : `: skipped, ${missing}`;

/** An emulated kernel, built where it is not there. */
export async function emulatedKernel(arithmetic: CudaArithmetic, threads: number): Promise<EmulatedKernel> {
  const [library = ''] = await buildEmulator([{ kernel: 'conic', arithmetic, threads }]);
  return new EmulatedKernel(library, arithmetic);
}

/** Inside a `describe`: all solves of its tests run on the emulated kernel. Returns what it did. */
export function onEmulator(
  arithmetic: CudaArithmetic,
  threads: number,
  options?: EmulationOptions,
): () => EmulatedStats {
  let emulated: Awaited<ReturnType<typeof emulateBackend>> | undefined;
  beforeAll(async () => {
    const kernel = await emulatedKernel(arithmetic, threads);
    await startBackend('cpu');
    emulated = await emulateBackend(kernel, arithmetic, options);
  });
  afterAll(async () => {
    emulated?.restore();
    await stopBackend();
  });
  return () => {
    if (!emulated) throw new Error('the emulator did not start');
    return emulated.stats;
  };
}
