import {
  backend as activeBackend,
  enableProdMode,
  engine,
  findBackendFactory,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Backend, BackendOptions } from './backend.ts';
import type { ConicSolveAttributes, ConicSolveInputs, ConicSolveOutputs, SolverPath } from './kernels/conicSolve.ts';
import { registerConicSolveWebgpu, storedValues, unregisterConicSolveWebgpu } from './kernels/conicSolveWebgpu.ts';
import { ConicAnswers, INFO, WasmConicProgram } from './kernels/wasmConicProgram.ts';
import { ConicGpu } from './webgpu/conicGpu.ts';
import { finishChunk, gpuTolerance } from './webgpu/finishInFloat64.ts';
import { describeAdapter, openGpu } from './webgpu/gpuDevice.ts';
import { solveOnGpu } from './webgpu/solveOnGpu.ts';

/** The webgpu backend with what benchmarks want to see of it. */
export interface WebgpuBackend extends Backend {
  readonly gpu: ConicGpu;
}

/**
 * Starts tfjs's webgpu backend on a device of our own (npm `webgpu`, Dawn on Vulkan).
 *
 * @throws BackendUnavailable without a GPU; software drivers count only with `allowSoftware`.
 */
export async function startWebgpu(options: BackendOptions): Promise<WebgpuBackend> {
  enableProdMode();
  const opened = await openGpu(options);
  // tfjs reads the globals that `openGpu` made when it is loaded
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(opened.device, opened.info), 3);
  await setBackend('webgpu');
  await ready();
  const webgpu = activeBackend() as WebGPUBackend;
  const gpu = new ConicGpu(opened);
  registerConicSolveWebgpu(gpu);

  const values = (tensor: Tensor): Float64Array => storedValues(webgpu, tensor);
  const upload = (array: Float64Array, shape: number[]): Tensor =>
    // kept here in float64: the kernel packs it for the device, and the float64 check reads it
    engine().makeTensor(array as unknown as Float32Array, shape, 'float32', webgpu);

  async function conicSolve(inputs: ConicSolveInputs, attributes: ConicSolveAttributes): Promise<ConicSolveOutputs> {
    const batch = inputs.rhs.shape[0] ?? 0;
    const answers = new ConicAnswers(batch, attributes);
    const paths: SolverPath[] = [];
    const data = {
      rhs: values(inputs.rhs),
      entries: values(inputs.entries),
      groups: inputs.groups.map((g) => ({
        vectors: values(g.vectors),
        weights: values(g.weights),
        dense: values(g.dense),
      })),
    };
    const gpuAttributes = { ...attributes, tolerance: gpuTolerance(attributes.tolerance) };
    await solveOnGpu(gpu, opened.fault, webgpu, inputs, gpuAttributes, ({ first }, float32) => {
      const program = new WasmConicProgram(attributes, data);
      finishChunk(program, attributes, first, float32, answers, paths);
    });
    return {
      info: upload(answers.info, [batch, INFO]),
      scalars: upload(answers.scalars, [batch, attributes.columns]),
      multipliers: upload(answers.multipliers, [batch, attributes.rows]),
      state: upload(answers.state, [batch, attributes.stateSize]),
      psd: answers.psd.map((psd, i) => {
        const { count = 0, size = 0 } = attributes.groups[i] ?? {};
        return upload(psd, [batch, count, size, size, 2]);
      }),
      path: paths,
    };
  }

  return {
    name: 'webgpu',
    device: `${describeAdapter(opened.info)}${opened.software ? ' (software)' : ''}, float32 checked and polished in float64`,
    arithmetic: ['float32', 'float64'],
    gpu,
    upload,
    read: async (tensor) => values(tensor),
    conicSolve,
    async stop() {
      await opened.device.queue.onSubmittedWorkDone();
      unregisterConicSolveWebgpu();
      removeBackend('webgpu');
      opened.close();
    },
  };
}
