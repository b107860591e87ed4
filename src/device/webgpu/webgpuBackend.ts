import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { invariant } from '../../errors.ts';
import { type Arithmetic, type BackendOptions, GPU_WORKERS, type GpuTensorBackend } from '../backend.ts';
import { Releases } from '../releases.ts';
import {
  backend as activeBackend,
  enableProdMode,
  engine,
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
export interface WebgpuBackend extends GpuTensorBackend {
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
  const tfjs = await import('@tensorflow/tfjs-backend-webgpu');
  /** Tensors whose values are still being computed. */
  const unfinished = new WeakMap<object, Promise<void>>();
  class Tensors extends tfjs.WebGPUBackend {
    override async read(dataId: object): ReturnType<WebGPUBackend['read']> {
      await unfinished.get(dataId);
      return super.read(dataId);
    }
  }
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => new Tensors(gpu.device, gpu.info), 3);
  await setBackend('webgpu');
  await ready();
  const tensors = activeBackend() as WebGPUBackend;
  const probe = await probePrecision(gpu.device);
  const releases = new Releases();

  const values = ({ dataId }: TensorInfo): Float64Array => {
    const stored: unknown = tensors.tensorMap.get(dataId).values;
    invariant(stored instanceof Float64Array, 'a tensor of ours is stored in float64');
    return stored;
  };
  // kept here in float64: kernels pack it for the device, and the float64 check reads it
  const keep = (array: Float64Array, dataId: object): void => {
    if (tensors.tensorMap.has(dataId)) tensors.tensorMap.get(dataId).values = array as unknown as Float32Array;
  };
  const arithmetic: Arithmetic[] = ['float32', ...(probe.doubleSingle ? (['doubleSingle'] as const) : []), 'float64'];
  return {
    name: 'webgpu',
    gpu,
    probe,
    device: `${describeAdapter(gpu.info)}${gpu.software ? ' (software)' : ''}, ${arithmetic.join(', ')}`,
    arithmetic,
    mostWorkers: gpu.software ? 1 : GPU_WORKERS, // a software driver has threads of its own
    facts: gpuFacts(gpu, probe),
    upload(array, shape) {
      const info = tensors.makeTensorInfo([...shape], 'float32');
      if (array instanceof Float64Array) keep(array, info.dataId);
      else {
        const finished = array.then((own) => keep(own, info.dataId));
        finished.catch(() => undefined); // whoever reads it is told
        unfinished.set(info.dataId, finished);
      }
      return engine().makeTensorFromTensorInfo(info);
    },
    values,
    async read(tensor) {
      await unfinished.get(tensor.dataId);
      return values(tensor);
    },
    onStop: (release) => releases.add(release),
    async stop() {
      await gpu.device.queue.onSubmittedWorkDone();
      await releases.run();
      removeBackend('webgpu');
      gpu.close();
    },
  };
}
