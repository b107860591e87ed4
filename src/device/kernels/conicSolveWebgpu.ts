import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { registerKernel, unregisterKernel } from '../tfjs.ts';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { invariant } from '../../errors.ts';
import { type ConicGpu, WORDS } from '../webgpu/conicGpu.ts';
import { INFO, type Precision } from '../webgpu/conicShader.ts';
import { at } from '../webgpu/tableWriter.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from './conicSolve.ts';

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

/** Writes float64 numbers from element `start` on, as float32 or as pairs of float32 that sum to them. */
export function writeNumbers(from: Float64Array, precision: Precision, to: Float32Array, start: number): void {
  if (precision === 'float32') {
    to.set(from, start);
    return;
  }
  for (let i = 0; i < from.length; i++) {
    const value = at(from, i);
    const high = Math.fround(value);
    to[2 * (start + i)] = high;
    to[2 * (start + i) + 1] = value - high;
  }
}

/** Reads what `writeNumbers` writes. */
export function readNumbers(from: Float32Array, precision: Precision, to: Float64Array, start: number): void {
  if (precision === 'float32') {
    to.set(from.subarray(start, start + to.length));
    return;
  }
  for (let i = 0; i < to.length; i++) to[i] = at(from, 2 * (start + i)) + at(from, 2 * (start + i) + 1);
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
  const { inputSize, stateSize } = gpu.layout(a.descriptor);
  invariant(stateSize === a.stateSize, 'descriptor and kernel agree on the size of a state');
  const parts: [Float64Array, number][] = [
    [stored('rhs'), a.rows],
    [stored('entries'), a.entries],
    ...a.groups.flatMap((g, i): [Float64Array, number][] => [
      [stored(`vectors${i}`), g.count * g.vectors * g.size * 2],
      [stored(`weights${i}`), g.count * g.terms * 2],
      [stored(`dense${i}`), g.count * g.dense * g.size * g.size * 2],
    ]),
  ];
  const warm = inputs['warm'] ? stored('warm') : undefined;
  const pack = (values: Float64Array, width: number, to: Float32Array, start: number, stride: number): void =>
    programs.forEach((p, i) =>
      writeNumbers(values.subarray(p * width, (p + 1) * width), precision, to, i * stride + start),
    );
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
        let start = 0;
        for (const [values, width] of parts) {
          pack(values, width, data, start, inputSize);
          start += width;
        }
        invariant(start === inputSize, 'descriptor and inputs agree on the size of a program');
        if (warm && state) pack(warm, stateSize, state, 0, stateSize);
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
