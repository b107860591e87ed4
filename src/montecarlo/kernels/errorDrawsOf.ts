import type { CudaBackend } from '../../device/cuda/cudaBackend.ts';
import { perBackend } from '../../device/perBackend.ts';
import type { OpenBackend } from '../../device/startBackend.ts';
import type { WebgpuBackend } from '../../device/webgpu/webgpuBackend.ts';
import { drawErrorsInSlices } from './cpu/errorDrawsCpu.ts';
import type { ErrorDrawsKernel } from './errorDraws.ts';
import { HEAD } from './webgpu/head.ts';

/** IsacErrorDraws on a card, made with its first use and given back when the backend is stopped. */
export const errorDrawsOnCard = perBackend(async (backend: CudaBackend) =>
  // loaded on demand: koffi is optional
  (await import('./cuda/errorDrawsKernelCuda.ts')).startErrorDrawsCuda(backend),
);

/** IsacErrorDraws on a GPU through WebGPU, made with its first use. */
export const errorDrawsOnGpu = perBackend(async (backend: WebgpuBackend) =>
  // loaded on demand, as its shaders are
  (await import('./webgpu/errorDrawsKernelWebgpu.ts')).startErrorDrawsWebgpu(backend),
);

/** IsacErrorDraws on an opened device: on a card or another GPU, for all other backends on the processor. */
export function errorDrawsOf(backend: OpenBackend): ErrorDrawsKernel {
  if (backend.name === 'cuda')
    return {
      run: async (batch) => (await errorDrawsOnCard(backend)).run(batch),
      runAll: async (batches) => (await errorDrawsOnCard(backend)).runAll(batches),
    };
  if (backend.name === 'webgpu')
    return { first: HEAD, run: async (batch) => (await errorDrawsOnGpu(backend)).run(batch) };
  return { run: drawErrorsInSlices };
}
