import type { BackendName, BackendOptions } from './backend.ts';
import { openCpu, type CpuBackend } from './cpu/cpuBackend.ts';
import type { CudaBackend } from './cuda/cudaBackend.ts';
import type { TensorflowBackend } from './tensorflow/tensorflowBackend.ts';
import type { WebgpuBackend } from './webgpu/webgpuBackend.ts';

/** An opened device; `name` says which fields it has beside those of every `Backend`. */
export type OpenBackend = CpuBackend | CudaBackend | TensorflowBackend | WebgpuBackend;

/**
 * Opens a device.
 *
 * @param needsGpu refuses what computes on the CPU in a GPU's place, for `auto`.
 * @throws BackendUnavailable when it cannot be used on this machine.
 */
export async function openBackend(name: BackendName, options: BackendOptions, needsGpu: boolean): Promise<OpenBackend> {
  // loaded on demand: their packages are optional
  if (name === 'cuda') return (await import('./cuda/cudaBackend.ts')).openCuda(options, needsGpu);
  if (name === 'tensorflow')
    return (await import('./tensorflow/tensorflowBackend.ts')).openTensorflow(options, needsGpu);
  if (name === 'webgpu') return (await import('./webgpu/webgpuBackend.ts')).openWebgpu(options);
  return openCpu();
}
