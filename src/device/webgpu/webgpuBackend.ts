import type { Tensor } from '@tensorflow/tfjs-core';
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
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type Arithmetic, type Backend, type BackendOptions, GPU_WORKERS } from '../backend.ts';
import type { ConicSolveAttributes, ConicSolveInputs, ConicSolveOutputs } from '../../conic/kernels/conicSolve.ts';
import {
  registerConicSolveWebgpu,
  storedValues,
  unregisterConicSolveWebgpu,
} from '../../conic/kernels/webgpu/conicSolveWebgpu.ts';
import { ConicAnswers, INFO, WasmConicProgram } from '../../conic/kernels/cpu/wasmConicProgram.ts';
import { ConicGpu } from '../../conic/kernels/webgpu/conicGpu.ts';
import { CENTRED_TOLERANCE } from '../../conic/settings.ts';
import { Float64Finish, FLOAT32_TOLERANCE, type Unfinished } from '../../conic/kernels/finishInFloat64.ts';
import type { Precision } from '../../conic/kernels/webgpu/conicShader.ts';
import { type PrecisionProbe, probePrecision } from './precisionProbe.ts';
import { describeAdapter, openGpu } from './gpuDevice.ts';
import { gpuFacts } from './gpuFacts.ts';
import { type GpuSolver, solveOnGpu } from '../../conic/kernels/webgpu/solveOnGpu.ts';

/** The webgpu backend with what benchmarks want to see of it. */
export interface WebgpuBackend extends Backend {
  readonly gpu: ConicGpu;
  /** What the device's arithmetic is good for. */
  readonly probe: PrecisionProbe;
}

/**
 * Arithmetic in which the device tries a program, one after the other until an answer holds: float32 where the tolerance is within its reach, then
 * double-single. Without double-single float32 gives float64 a start. An answer that is only finished is beyond float32, and a centred one beyond double-single
 * (docs/decisions/0020).
 */
function stages(
  tolerance: number,
  doubleSingle: boolean,
  finish: boolean,
): readonly { readonly precision: Precision; readonly tolerance: number }[] {
  if (finish) return doubleSingle && tolerance >= CENTRED_TOLERANCE ? [{ precision: 'doubleSingle', tolerance }] : [];
  const fast = tolerance >= FLOAT32_TOLERANCE;
  return [
    ...(fast || !doubleSingle ? [{ precision: 'float32', tolerance: fast ? tolerance : 1e-5 } as const] : []),
    ...(doubleSingle ? [{ precision: 'doubleSingle', tolerance } as const] : []),
  ];
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
  const probe = await probePrecision(opened.device);
  const solver: GpuSolver = { gpu, fault: opened.fault, backend: webgpu };

  const values = (tensor: Tensor): Float64Array => storedValues(webgpu, tensor);
  const upload = (array: Float64Array, shape: number[]): Tensor =>
    // kept here in float64: the kernel packs it for the device, and the float64 check reads it
    engine().makeTensor(array as unknown as Float32Array, shape, 'float32', webgpu);

  async function conicSolve(inputs: ConicSolveInputs, attributes: ConicSolveAttributes): Promise<ConicSolveOutputs> {
    const batch = inputs.rhs.shape[0] ?? 0;
    const answers = new ConicAnswers(batch, attributes);
    const data = {
      rhs: values(inputs.rhs),
      entries: values(inputs.entries),
      groups: inputs.groups.map((g) => ({
        vectors: values(g.vectors),
        weights: values(g.weights),
        dense: values(g.dense),
      })),
    };
    const finish = new Float64Finish(attributes, new WasmConicProgram(attributes, data), answers, batch);
    const { stateSize } = attributes;
    const given = attributes.finish === true && inputs.warm ? values(inputs.warm) : undefined;
    const givenTo = (program: number): Float64Array | undefined =>
      given?.subarray(program * stateSize, (program + 1) * stateSize);
    let open = Array.from({ length: batch }, (_, program): Unfinished => ({
      program,
      iterations: 0,
      state: givenTo(program),
    }));
    for (const { precision, tolerance } of stages(attributes.tolerance, probe.doubleSingle, given !== undefined)) {
      const programs = open.map(({ program }) => program);
      open = [];
      await solveOnGpu(solver, inputs, { ...attributes, tolerance }, precision, programs, (chunk, numbers) => {
        for (const left of finish.take(chunk, numbers, precision))
          open.push({ ...left, state: left.state ?? givenTo(left.program) });
      });
    }
    for (const program of open) finish.solve(program);
    return {
      info: upload(answers.info, [batch, INFO]),
      scalars: upload(answers.scalars, [batch, attributes.columns]),
      multipliers: upload(answers.multipliers, [batch, attributes.rows]),
      state: upload(answers.state, [batch, attributes.stateSize]),
      psd: answers.psd.map((psd, i) => {
        const { count = 0, size = 0 } = attributes.groups[i] ?? {};
        return upload(psd, [batch, count, size, size, 2]);
      }),
      path: finish.paths,
    };
  }

  const arithmetic: Arithmetic[] = ['float32', ...(probe.doubleSingle ? (['doubleSingle'] as const) : []), 'float64'];
  return {
    name: 'webgpu',
    device: `${describeAdapter(opened.info)}${opened.software ? ' (software)' : ''}, ${arithmetic.join(', ')}`,
    arithmetic,
    designsAtOnce: opened.software ? 64 : 4096,
    mostWorkers: opened.software ? 1 : GPU_WORKERS, // a software driver has threads of its own
    facts: gpuFacts(opened, probe),
    gpu,
    probe,
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
