import { dispose, engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { CONIC_SOLVE, type ConicSolveAttributes, type ConicSolveInputs } from '../kernels/conicSolve.ts';
import type { Chunk, WebgpuAttributes } from '../kernels/conicSolveWebgpu.ts';
import type { ConicGpu } from './conicGpu.ts';
import { DeviceFault } from './deviceFault.ts';
import type { GpuFault } from './gpuDevice.ts';

/** Residual at which float32 claims a certificate; the claim is checked in float64 afterwards. */
const CERTIFICATE = 1e-5;

/** Answers in float32: receives each chunk's [count, 5 + stateSize] as soon as it is there. */
export type TakeAnswers = (chunk: Chunk, answers: Float32Array) => void;

/**
 * Solves a batch in float32 on the device, in chunks that fit its buffers. A chunk that runs out of memory is tried again in halves.
 *
 * @throws DeviceFault when a single program does not fit or the device is lost.
 */
export async function solveOnGpu(
  gpu: ConicGpu,
  fault: GpuFault,
  backend: WebGPUBackend,
  inputs: ConicSolveInputs,
  attributes: ConicSolveAttributes,
  take: TakeAnswers,
): Promise<void> {
  const batch = inputs.rhs.shape[0] ?? 0;
  const named: NamedTensorMap = { rhs: inputs.rhs, entries: inputs.entries };
  if (inputs.warm) named['warm'] = inputs.warm;
  inputs.groups.forEach((g, i) => {
    named[`vectors${i}`] = g.vectors;
    named[`weights${i}`] = g.weights;
    named[`dense${i}`] = g.dense;
  });
  let size = Math.min(batch, gpu.maxPrograms(attributes.descriptor));
  for (let first = 0; first < batch;) {
    const chunk = { first, count: Math.min(size, batch - first) };
    const chunkAttributes: WebgpuAttributes = { ...attributes, chunk, certificate: CERTIFICATE };
    try {
      take(chunk, await runChunk(gpu, backend, named, chunkAttributes));
      first += chunk.count;
    } catch (error) {
      if (fault.lost !== undefined)
        throw new DeviceFault(`the GPU was lost while it solved ${chunk.count} programs at once: ${fault.lost}`);
      if (!(error instanceof DeviceFault) || chunk.count === 1) throw error;
      size = Math.ceil(chunk.count / 2);
    }
  }
}

/** One call of the kernel; errors of the device become a `DeviceFault`. */
async function runChunk(
  gpu: ConicGpu,
  backend: WebGPUBackend,
  named: NamedTensorMap,
  attributes: WebgpuAttributes,
): Promise<Float32Array> {
  const { count } = attributes.chunk;
  const scopes = ['validation', 'internal', 'out-of-memory'] as const;
  for (const scope of scopes) gpu.device.pushErrorScope(scope);
  let answer: Tensor | undefined;
  let thrown: unknown;
  try {
    answer = engine().runKernel(CONIC_SOLVE, named, attributes as unknown as Record<string, never>) as Tensor;
  } catch (error) {
    thrown = error; // Dawn throws where a buffer cannot be mapped
  }
  const errors = await Promise.all(scopes.map(async () => gpu.device.popErrorScope()));
  const fault = errors.find((e) => e !== null);
  // a bug of ours, or Dawn, which throws where it cannot map a buffer
  if (!fault && thrown instanceof Error && !(thrown instanceof RangeError) && thrown.name !== 'OperationError')
    throw thrown;
  const message = fault?.message ?? (thrown instanceof Error ? thrown.message : undefined);
  try {
    if (message !== undefined || !answer)
      throw new DeviceFault(`the GPU failed on ${count} programs at once: ${message ?? 'no answer'}`);
    return (await backend.read(answer.dataId)) as Float32Array;
  } finally {
    if (answer) dispose(answer);
  }
}
