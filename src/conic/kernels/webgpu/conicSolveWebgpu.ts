import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { registerKernel, unregisterKernel } from '../../../device/tfjs.ts';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { invariant } from '../../../errors.ts';
import { type ConicGpu, WORDS } from './conicGpu.ts';
import { INFO, type Precision } from './conicShader.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from '../conicSolve.ts';
import { packPrograms, programParts } from '../packedNumbers.ts';

export interface WebgpuAttributes extends ConicSolveAttributes {
  /** Which programs of the batch one call of the kernel solves. */
  readonly programs: readonly number[];
  readonly precision: Precision;
  /** Residual at which a certificate is believed. */
  readonly certificate: number;
}

/** Values of a tensor of ours, which stay on this side: the kernel packs its input itself. */
export function storedValues(backend: WebGPUBackend, tensor: TensorInfo): Float64Array {
  const values: unknown = backend.tensorMap.get(tensor.dataId).values;
  invariant(values instanceof Float64Array, 'a tensor of ours is stored in float64');
  return values;
}

/**
 * webgpu implementation of `IsacConicSolve` for some programs of the batch: one output [programs, 5 + stateSize] of info and state, numbers of
 * one or two float32. The workgroups take programs from a queue, so that one dispatch solves them all.
 */
function kernelFunc(gpu: ConicGpu, { inputs, backend, attrs }: Parameters<KernelConfig['kernelFunc']>[0]): TensorInfo {
  const webgpu = backend as WebGPUBackend;
  const a = attrs as unknown as WebgpuAttributes;
  const { programs, precision } = a;
  const stored = (name: string): Float64Array => {
    const input = inputs[name];
    if (!input) throw new Error(`internal error: conic kernel misses input ${name}`);
    return storedValues(webgpu, input);
  };
  const { inputSize, inputPlaces, stateSize } = gpu.layout(a.descriptor);
  invariant(stateSize === a.stateSize, 'descriptor and kernel agree on the size of a state');
  const parts = programParts(a, inputPlaces, stored);
  const warm = inputs['warm'] ? stored('warm') : undefined;
  const answer = webgpu.makeTensorInfo([programs.length, INFO + stateSize, WORDS[precision]], 'float32');
  try {
    webgpu.uploadToGPU(answer.dataId);
    const buffer: unknown = webgpu.tensorMap.get(answer.dataId).resource;
    gpu.run(
      a.descriptor,
      {
        precision,
        programs: programs.length,
        tolerance: a.tolerance,
        maxIterations: a.maxIterations,
        certificate: a.certificate,
      },
      (data, state) => {
        packPrograms(parts, programs, precision, data, inputSize);
        if (warm && state) packPrograms([[warm, stateSize, 0]], programs, precision, state, stateSize);
      },
      warm === undefined ? 'unit' : a.finish === true ? 'answer' : 'state',
      buffer as GPUBuffer,
    );
  } catch (error) {
    webgpu.disposeData(answer.dataId, true);
    throw error;
  }
  return answer;
}

/** Registers the kernel for a device, in place of that of an earlier one. */
export function registerConicSolveWebgpu(gpu: ConicGpu): void {
  registerKernel({ kernelName: CONIC_SOLVE, backendName: 'webgpu', kernelFunc: (args) => kernelFunc(gpu, args) });
}

export function unregisterConicSolveWebgpu(): void {
  unregisterKernel(CONIC_SOLVE, 'webgpu');
}
