import type { CudaArithmetic } from '../../../src/device/cuda/cudaArithmetic.ts';
import { ConicAnswers, type ConicKernel, INFO } from '../../../src/conic/kernels/conicSolve.ts';
import type { ConicData } from '../../../src/conic/words/kernelData.ts';
import { type ConicLayout, conicLayout } from '../../../src/conic/kernels/webgpu/conicLayout.ts';
import { Float64Finish, stateScatter } from '../../../src/conic/kernels/finishInFloat64.ts';
import { replaceSolve } from '../../conic/replaceSolve.ts';
import { type EmulatedAnswer, EmulatedKernel, type EmulatedLaunch, type LaunchOptions } from './emulatedKernel.ts';

/** Residual at which the kernel claims a certificate. */
const CERTIFICATE: Record<CudaArithmetic, number> = { float64: 1e-8, doubleSingle: 1e-7 };

/** What the emulated kernel did. */
export interface EmulatedStats {
  programs: number;
  /** Programs whose answers hold in float64 as they came. */
  alone: number;
  iterations: number;
  barriers: number;
  readonly launches: { readonly launch: EmulatedLaunch; readonly result: EmulatedAnswer }[];
}

/** How solves run on the emulator. */
export interface EmulationOptions extends LaunchOptions {
  /** Answers as the kernel leaves them, neither checked nor finished in float64. Default false. */
  readonly unchecked?: boolean;
}

/** Data of a batch side by side, as the kernel takes them: [batch][inputSize]. */
export function packInput(data: ConicData, { inputSize, inputPlaces }: ConicLayout, batch: number): Float64Array {
  const input = new Float64Array(batch * inputSize);
  const parts = [data.rhs, data.entries, ...data.groups.flatMap((g) => [g.vectors, g.weights, g.dense])];
  parts.forEach((values, p) => {
    const width = values.length / batch;
    for (let i = 0; i < batch; i++)
      input.set(values.subarray(i * width, (i + 1) * width), i * inputSize + (inputPlaces[p] as number));
  });
  return input;
}

/**
 * Puts the emulated kernel in the place of the running backend's conic solve. Answers that do not hold in float64 are finished there, as on a
 * device, and are not counted as `alone`.
 *
 * @returns what it did, and `restore`.
 */
export async function emulateBackend(
  kernel: EmulatedKernel,
  arithmetic: CudaArithmetic,
  { unchecked = false, ...options }: EmulationOptions = {},
): Promise<{ stats: EmulatedStats; restore: () => void }> {
  const stats: EmulatedStats = { programs: 0, alone: 0, iterations: 0, barriers: 0, launches: [] };
  const layouts = new Map<Int32Array, ConicLayout>();
  const solve: ConicKernel['solve'] = async (data, attributes) => {
    const layout = layouts.get(attributes.descriptor) ?? conicLayout(attributes.descriptor);
    layouts.set(attributes.descriptor, layout);
    const { batch, warm } = data;
    const launch: EmulatedLaunch = {
      ...options,
      layout,
      programs: batch,
      input: packInput(data, layout, batch),
      warm,
      finish: attributes.finish === true,
      tolerance: attributes.tolerance,
      certificate: CERTIFICATE[arithmetic],
      maxIterations: attributes.maxIterations,
    };
    const result = kernel.run(launch);
    stats.launches.push({ launch, result });
    stats.programs += batch;
    stats.barriers += result.barriers;
    for (let i = 0; i < batch; i++) stats.iterations += result.answer[i * (INFO + layout.stateSize) + 1] as number;
    if (unchecked) {
      const answers = new ConicAnswers(batch, attributes);
      const scatter = stateScatter(attributes, answers);
      for (let i = 0; i < batch; i++) {
        const at = i * (INFO + layout.stateSize);
        answers.info.set(result.answer.subarray(at, at + INFO), i * INFO);
        scatter(result.answer.subarray(at + INFO, at + INFO + layout.stateSize), i);
      }
      return answers;
    }
    const finish = new Float64Finish(attributes, data);
    const all = Array.from({ length: batch }, (_, i) => i);
    // the numbers are float64 by now; from double-single a tolerance is to be met, as from float32
    const open = finish.take(all, result.answer, arithmetic === 'float64' ? 'float64' : 'float32');
    stats.alone += batch - open.length;
    for (const program of open) finish.solve(program);
    finish.answers.path.fill('float64'); // the suites are those of the cpu backend
    return finish.answers;
  };
  return { stats, restore: await replaceSolve(() => solve) };
}
