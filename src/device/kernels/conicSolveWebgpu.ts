import { registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { invariant } from '../../errors.ts';
import type { ConicGpu } from '../webgpu/conicGpu.ts';
import { INFO } from '../webgpu/conicShader.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from './conicSolve.ts';

/** Which programs of the batch one call of the kernel solves. */
export interface Chunk {
  readonly first: number;
  readonly count: number;
}

export type WebgpuAttributes = ConicSolveAttributes & { readonly chunk: Chunk; readonly certificate: number };

/** Values of a tensor of ours, which stay on this side: the kernel packs its input itself. */
export function storedValues(backend: WebGPUBackend, tensor: TensorInfo): Float64Array {
  const values: unknown = backend.tensorMap.get(tensor.dataId).values;
  invariant(values instanceof Float64Array, 'a tensor of ours is stored in float64');
  return values;
}

/** Copies rows first .. first + count - 1 of a [batch, width] array into rows of `stride` numbers. */
function pack(
  from: Float64Array,
  width: number,
  { first, count }: Chunk,
  to: Float32Array,
  at: number,
  stride: number,
): void {
  for (let i = 0; i < count; i++) to.set(from.subarray((first + i) * width, (first + i + 1) * width), i * stride + at);
}

/**
 * webgpu implementation of `IsacConicSolve` in float32 for one chunk of the batch: one output [count, 5 + stateSize], info and state.
 * The workgroups take programs from a queue, so that the whole chunk is one dispatch.
 */
function kernelFunc(gpu: ConicGpu, { inputs, backend, attrs }: Parameters<KernelConfig['kernelFunc']>[0]): TensorInfo {
  const webgpu = backend as WebGPUBackend;
  const a = attrs as unknown as WebgpuAttributes;
  const { chunk } = a;
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
  const answer = webgpu.makeTensorInfo([chunk.count, INFO + stateSize], 'float32');
  webgpu.uploadToGPU(answer.dataId);
  const buffer: unknown = webgpu.tensorMap.get(answer.dataId).resource;
  gpu.run(
    a.descriptor,
    {
      programs: chunk.count,
      tolerance: a.tolerance,
      maxIterations: a.maxIterations,
      certificate: a.certificate,
    },
    (data, state) => {
      let at = 0;
      for (const [values, width] of parts) {
        pack(values, width, chunk, data, at, inputSize);
        at += width;
      }
      invariant(at === inputSize, 'descriptor and inputs agree on the size of a program');
      if (warm && state) pack(warm, stateSize, chunk, state, 0, stateSize);
    },
    warm !== undefined,
    buffer as GPUBuffer,
  );
  return answer;
}

/** Registers the kernel for a device, in place of that of an earlier one. */
export function registerConicSolveWebgpu(gpu: ConicGpu): void {
  registerKernel({ kernelName: CONIC_SOLVE, backendName: 'webgpu', kernelFunc: (args) => kernelFunc(gpu, args) });
}

export function unregisterConicSolveWebgpu(): void {
  unregisterKernel(CONIC_SOLVE, 'webgpu');
}
