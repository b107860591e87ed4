import type { OpenBackend } from '../../device/startBackend.ts';
import { drawErrorsInSlices } from './cpu/errorDrawsCpu.ts';
import type { CudaErrorDraws } from './cuda/errorDrawsKernelCuda.ts';
import type { ErrorDrawsKernel } from './errorDraws.ts';
import type { WebgpuErrorDraws } from './webgpu/errorDrawsKernelWebgpu.ts';
import { HEAD } from './webgpu/head.ts';

const onCards = new WeakMap<OpenBackend, Promise<CudaErrorDraws>>();

/** IsacErrorDraws on a card, made with its first use and given back when the backend is stopped. */
export function errorDrawsOnCard(backend: OpenBackend & { readonly name: 'cuda' }): Promise<CudaErrorDraws> {
  let kernel = onCards.get(backend);
  if (!kernel) {
    // loaded on demand: koffi is optional
    kernel = import('./cuda/errorDrawsKernelCuda.ts').then(({ startErrorDrawsCuda }) => startErrorDrawsCuda(backend));
    onCards.set(backend, kernel);
  }
  return kernel;
}

const onGpus = new WeakMap<OpenBackend, Promise<WebgpuErrorDraws>>();

/** IsacErrorDraws on a GPU through WebGPU, made with its first use. */
export async function errorDrawsOnGpu(backend: OpenBackend & { readonly name: 'webgpu' }): Promise<WebgpuErrorDraws> {
  let kernel = onGpus.get(backend);
  if (!kernel) {
    // loaded on demand, as its shaders are
    kernel = import('./webgpu/errorDrawsKernelWebgpu.ts').then(({ startErrorDrawsWebgpu }) =>
      startErrorDrawsWebgpu(backend),
    );
    onGpus.set(backend, kernel);
  }
  return kernel;
}

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
