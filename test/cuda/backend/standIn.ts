import { createRequire } from 'node:module';
import { conicKernelOf } from '../../../src/conic/kernels/conicKernelOf.ts';
import type { ConicCuda } from '../../../src/conic/kernels/cuda/conicCuda.ts';
import type { CudaConicKernel } from '../../../src/conic/kernels/cuda/conicKernelCuda.ts';
import type { OpenBackend } from '../../../src/device/startBackend.ts';
import { buildStandIn, standInMissing } from '../../../scripts/cuda/standin/buildStandIn.ts';

/** Why tests on the stand-in CUDA driver are skipped, if they are. */
export const noStandIn = standInMissing() ?? koffiMissing();

function koffiMissing(): string | undefined {
  try {
    createRequire(import.meta.url)('koffi');
    return undefined;
  } catch {
    return 'the optional package koffi is not installed';
  }
}

/** What follows the title of a suite that is skipped. */
export const skipNote = noStandIn === undefined ? '' : `: skipped, ${noStandIn}`;

/** Builds the stand-in driver, and lets this process and those that it starts load it. */
export async function useStandIn(): Promise<string> {
  const library = await buildStandIn();
  process.env['ISAC_MC_LIBCUDA'] = library;
  return library;
}

/** The conic kernel on the card of a started cuda backend. */
export async function conicCudaOf(backend: OpenBackend): Promise<ConicCuda> {
  if (backend.name !== 'cuda') throw new Error(`expected backend cuda, got ${backend.name}`);
  return ((await conicKernelOf(backend)) as CudaConicKernel).conic;
}
