import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { dispose, engine } from '../../../device/tfjs.ts';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { CONIC_SOLVE, type ConicSolveAttributes, type ConicSolveInputs, namedInputs } from '../conicSolve.ts';
import type { WebgpuAttributes } from './conicSolveWebgpu.ts';
import type { ConicGpu } from './conicGpu.ts';
import type { Precision } from './conicShader.ts';
import { DeviceFault } from '../../../device/deviceFault.ts';
import type { GpuFault } from '../../../device/webgpu/gpuDevice.ts';

/** Residual at which each arithmetic claims a certificate; the claim is checked in float64 afterwards. */
const CERTIFICATE: Record<Precision, number> = { float32: 1e-5, doubleSingle: 1e-7 };

/** Where a batch is solved. */
export interface GpuSolver {
  readonly gpu: ConicGpu;
  readonly fault: GpuFault;
  readonly backend: WebGPUBackend;
}

/**
 * Solves some programs of a batch on the device, in chunks that fit its buffers. A chunk that fails for want of memory is tried again in halves.
 *
 * @param take receives the numbers [chunk, 5 + stateSize] of each chunk as soon as they are there.
 * @throws DeviceFault when a single program does not fit or the device is lost.
 */
export async function solveOnGpu(
  { gpu, fault, backend }: GpuSolver,
  inputs: ConicSolveInputs,
  attributes: ConicSolveAttributes,
  precision: Precision,
  programs: readonly number[],
  take: (chunk: readonly number[], answers: Float32Array) => void,
): Promise<void> {
  const named = namedInputs(inputs);
  let size = Math.min(programs.length, gpu.maxPrograms(attributes.descriptor, precision));
  for (let first = 0; first < programs.length;) {
    const chunk = programs.slice(first, first + size);
    const certificate = CERTIFICATE[precision];
    try {
      take(chunk, await runChunk(gpu, backend, named, { ...attributes, programs: chunk, precision, certificate }));
      first += chunk.length;
    } catch (error) {
      if (fault.lost !== undefined)
        throw new DeviceFault(`the GPU was lost while it solved ${chunk.length} programs at once: ${fault.lost}`);
      if (!(error instanceof DeviceFault)) throw error;
      await gpu.release();
      if (chunk.length === 1)
        throw new DeviceFault(`even a single program of a batch of ${programs.length} is too much: ${error.message}`);
      size = Math.ceil(chunk.length / 2);
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
  const scopes = ['validation', 'internal', 'out-of-memory'] as const;
  for (const scope of scopes) gpu.device.pushErrorScope(scope);
  let answer: Tensor | undefined;
  let thrown: unknown;
  try {
    answer = engine().runKernel(CONIC_SOLVE, named, attributes as unknown as Record<string, never>) as Tensor;
  } catch (error) {
    thrown = error;
  }
  const errors = await Promise.all(scopes.map(async () => gpu.device.popErrorScope()));
  const fault = errors.find((e) => e !== null);
  try {
    // a bug of ours is no fault of the device; Dawn throws a RangeError where it cannot map a new buffer
    if (thrown instanceof Error && !fault && !(thrown instanceof RangeError) && thrown.name !== 'OperationError')
      throw thrown;
    if (fault || !answer) {
      const message = fault?.message ?? (thrown instanceof Error ? thrown.message : 'no answer');
      throw new DeviceFault(
        `the GPU failed on ${attributes.programs.length} programs at once: ${message.split('\n')[0]}`,
      );
    }
    return (await backend.read(answer.dataId)) as Float32Array;
  } finally {
    if (answer) dispose(answer);
  }
}
