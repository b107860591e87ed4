import { perBackend } from '../../device/perBackend.ts';
import type { OpenBackend } from '../../device/startBackend.ts';
import type { ConicKernel } from './conicSolve.ts';
import { startConicCpu } from './cpu/conicKernelCpu.ts';

/**
 * The conic solve on an opened device, made with its first use and given back when the device is stopped.
 *
 * @throws BackendUnavailable when the device does not take the kernel.
 */
export const conicKernelOf = perBackend(start);

async function start(backend: OpenBackend): Promise<ConicKernel> {
  // loaded on demand: their packages are optional
  if (backend.name === 'cuda') return (await import('./cuda/conicKernelCuda.ts')).startConicCuda(backend);
  if (backend.name === 'tensorflow')
    return (await import('./tensorflow/conicKernelTensorflow.ts')).startConicTensorflow(backend);
  if (backend.name === 'webgpu') return (await import('./webgpu/conicKernelWebgpu.ts')).startConicWebgpu(backend);
  return startConicCpu(backend);
}
