import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type Arithmetic, type BackendOptions, GPU_WORKERS, type HostTensorBackend, releasing } from '../backend.ts';
import { hostTensors } from '../hostTensors.ts';
import {
  backend as activeBackend,
  enableProdMode,
  findBackendFactory,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
} from '../tfjs.ts';
import { describeAdapter, openGpu, type OpenGpu } from './gpuDevice.ts';
import { gpuFacts } from './gpuFacts.ts';
import { type PrecisionProbe, probePrecision } from './precisionProbe.ts';

/** A GPU through Dawn. */
export interface WebgpuBackend extends HostTensorBackend {
  readonly name: 'webgpu';
  readonly gpu: OpenGpu;
  /** What the device's arithmetic is good for. */
  readonly probe: PrecisionProbe;
}

/**
 * Opens tfjs's webgpu backend on a device of our own (npm `webgpu`, Dawn on Vulkan).
 *
 * @throws BackendUnavailable without a GPU; software drivers count only with `allowSoftware`.
 */
export async function openWebgpu(options: BackendOptions): Promise<WebgpuBackend> {
  enableProdMode();
  const gpu = await openGpu(options);
  // tfjs reads the globals that `openGpu` made when it is loaded
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info), 3);
  await setBackend('webgpu');
  await ready();
  const tensors = activeBackend() as WebGPUBackend;
  const probe = await probePrecision(gpu.device);
  const { onStop, release } = releasing();
  const arithmetic: Arithmetic[] = ['float32', ...(probe.doubleSingle ? (['doubleSingle'] as const) : []), 'float64'];
  return {
    name: 'webgpu',
    gpu,
    probe,
    device: `${describeAdapter(gpu.info)}${gpu.software ? ' (software)' : ''}, ${arithmetic.join(', ')}`,
    arithmetic,
    mostWorkers: gpu.software ? 1 : GPU_WORKERS, // a software driver has threads of its own
    facts: gpuFacts(gpu, probe),
    ...hostTensors(tensors, tensors.tensorMap),
    onStop,
    async stop() {
      await gpu.device.queue.onSubmittedWorkDone();
      await release();
      removeBackend('webgpu');
      gpu.close();
    },
  };
}
