import { writeNumbers } from '../../src/device/kernels/packedNumbers.ts';
import { type ConicGpu, WORDS } from '../../src/device/webgpu/conicGpu.ts';
import { INFO as GPU_INFO, type Precision } from '../../src/device/webgpu/conicShader.ts';
import { download, storage } from './compute.ts';
import { PassTimer } from './passTimer.ts';
import type { RecordedBatch } from './recordPrograms.ts';

/** Residual at which certificates are believed. */
const CERTIFICATE = 1e-5;
/** Programs whose iterations are read from the device. */
const SAMPLE = 1024;

/** What one run of the kernel is told. */
export interface KernelSettings {
  readonly precision: Precision;
  readonly tolerance: number;
  /** Threads of a workgroup; default: what the backend takes. */
  readonly threads?: number;
}

interface KernelRun {
  /** From the submissions to the end of the queue. */
  readonly ms: number;
  /** By the device's clock, where it has one. */
  readonly deviceMs: number | null;
  readonly dispatches: number;
  /** Mean over the first programs. */
  readonly iterations: number;
}

/** Milliseconds, dispatches and iterations of the kernel alone. */
export async function kernelOnce(
  gpu: ConicGpu,
  batch: RecordedBatch,
  { precision, tolerance, threads }: KernelSettings,
): Promise<KernelRun> {
  const timer = PassTimer.create(gpu.device);
  const { descriptor, maxIterations } = batch.attributes;
  const { inputSize, stateSize } = gpu.layout(descriptor);
  const words = WORDS[precision];
  const most = gpu.maxPrograms(descriptor, precision);
  const before = gpu.counters.dispatches;
  let ms = 0;
  let deviceMs = 0;
  let iterations = 0;
  for (let first = 0; first < batch.programs; first += most) {
    const programs = Math.min(most, batch.programs - first);
    const { STORAGE, COPY_SRC } = GPUBufferUsage;
    const size = programs * (GPU_INFO + stateSize) * 4 * words;
    const answer = gpu.device.createBuffer({ size, usage: STORAGE | COPY_SRC });
    let filled = 0;
    gpu.run(
      descriptor,
      {
        precision,
        programs,
        tolerance,
        maxIterations,
        certificate: CERTIFICATE,
        ...(threads === undefined ? {} : { threads }),
        ...(timer ? { timestampWrites: timer.writes } : {}),
      },
      (data) => {
        let at = 0;
        for (const { values } of batch.inputs) {
          const width = values.length / batch.programs;
          for (let i = 0; i < programs; i++)
            writeNumbers(
              values.subarray((first + i) * width, (first + i + 1) * width),
              precision,
              data,
              i * inputSize + at,
            );
          at += width;
        }
        filled = performance.now();
      },
      'unit',
      answer,
    );
    await gpu.device.queue.onSubmittedWorkDone();
    ms += performance.now() - filled;
    deviceMs += (await timer?.milliseconds()) ?? 0;
    if (first === 0)
      iterations = await meanIterationsOf(gpu.device, answer, Math.min(programs, SAMPLE), GPU_INFO + stateSize, words);
    answer.destroy();
  }
  timer?.destroy();
  return { ms, deviceMs: timer ? deviceMs : null, dispatches: gpu.counters.dispatches - before, iterations };
}

/** Mean of the iterations that the first programs of an answer buffer tell. */
async function meanIterationsOf(
  device: GPUDevice,
  answer: GPUBuffer,
  programs: number,
  width: number,
  words: number,
): Promise<number> {
  const few = storage(device, programs * width * words * 4);
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(answer, 0, few, 0, programs * width * words * 4);
  device.queue.submit([encoder.finish()]);
  const values = await download(device, few);
  few.destroy();
  let sum = 0;
  for (let i = 0; i < programs; i++) sum += values[(i * width + 1) * words] as number;
  return sum / programs;
}
