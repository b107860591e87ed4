import { INFO } from '../../../src/conic/kernels/conicSolve.ts';
import { packPrograms, programParts } from '../../../src/conic/kernels/packedNumbers.ts';
import { type ConicGpu, WORDS } from '../../../src/conic/kernels/webgpu/conicGpu.ts';
import type { Precision } from '../../../src/conic/kernels/webgpu/conicShader.ts';
import { FLOAT32_TOLERANCE } from '../../../src/conic/kernels/finishInFloat64.ts';
import type { PrecisionProbe } from '../../../src/device/webgpu/precisionProbe.ts';
import type { RecordedBatch } from '../programs/record.ts';
import { download, storage } from './compute.ts';
import type { FirstTry, Kernel, KernelRun, KernelSettings } from './kernel.ts';
import { PassTimer } from './passTimer.ts';

/** Residual at which certificates are believed. */
const CERTIFICATE = 1e-5;
/** Programs whose iterations are read from the device. */
const SAMPLE = 1024;
/** Merit of a float32 answer that float64 starts from. */
const FLOAT32_START = 1e-5;
/** Bytes of workgroup memory for each thread in float32: kernels/reduce.wgsl. */
const BYTES_PER_THREAD = 28;
/** Of its other variables. */
const OTHER_BYTES = 64;

/** The WGSL kernel on the device of the running backend. */
export function webgpuKernel(gpu: ConicGpu, probe: PrecisionProbe): Kernel {
  /** Without exact double-single, float32 gives float64 a start. */
  const first = (tolerance: number): FirstTry & { arithmetic: Precision } => {
    const fast = tolerance >= FLOAT32_TOLERANCE;
    if (!fast && probe.doubleSingle) return { arithmetic: 'doubleSingle', tolerance, bytes: 8 };
    return { arithmetic: 'float32', tolerance: fast ? tolerance : FLOAT32_START, bytes: 4 };
  };
  return {
    first,
    threads: (descriptor) => gpu.threads(gpu.layout(descriptor)),
    workspace: (descriptor) => gpu.layout(descriptor).workspace,
    refusal: (threads, tolerance) => tooLarge(gpu, threads, first(tolerance).arithmetic),
    run: async (batch, settings) => runOnce(gpu, batch, { ...settings, ...first(settings.tolerance) }),
    close: () => undefined, // the backend's own device
  };
}

/** Why a device cannot run a workgroup of so many threads, or null. */
function tooLarge(gpu: ConicGpu, threads: number, arithmetic: Precision): string | null {
  const { limits } = gpu.device;
  const most = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX);
  if (threads > most) return `${threads} threads: the device allows ${most}`;
  const bytes = threads * BYTES_PER_THREAD * WORDS[arithmetic] + OTHER_BYTES;
  if (bytes <= limits.maxComputeWorkgroupStorageSize) return null;
  return `${threads} threads: ${bytes} bytes of workgroup memory, the device has ${limits.maxComputeWorkgroupStorageSize}`;
}

async function runOnce(
  gpu: ConicGpu,
  batch: RecordedBatch,
  { arithmetic: precision, tolerance, threads }: KernelSettings & { readonly arithmetic: Precision },
): Promise<KernelRun> {
  const timer = PassTimer.create(gpu.device);
  const { descriptor, maxIterations } = batch.attributes;
  const { inputSize, inputPlaces, stateSize } = gpu.layout(descriptor);
  const parts = programParts(batch.attributes, inputPlaces, batch.data);
  const words = WORDS[precision];
  const most = gpu.maxPrograms(descriptor, precision);
  const before = gpu.counters.dispatches;
  let ms = 0;
  let deviceMs = 0;
  let iterations = 0;
  for (let from = 0; from < batch.programs; from += most) {
    const programs = Math.min(most, batch.programs - from);
    const { STORAGE, COPY_SRC } = GPUBufferUsage;
    const size = programs * (INFO + stateSize) * 4 * words;
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
        from: 'unit',
        ...(threads === undefined ? {} : { threads }),
        ...(timer ? { timestampWrites: timer.writes } : {}),
      },
      (data) => {
        const chunk = Array.from({ length: programs }, (_, i) => from + i);
        packPrograms(parts, chunk, precision, data, inputSize);
        filled = performance.now();
      },
      answer,
    );
    await gpu.device.queue.onSubmittedWorkDone();
    ms += performance.now() - filled;
    deviceMs += (await timer?.milliseconds()) ?? 0;
    if (from === 0)
      iterations = await meanIterationsOf(gpu.device, answer, Math.min(programs, SAMPLE), INFO + stateSize, words);
    answer.destroy();
  }
  timer?.destroy();
  return { ms, deviceMs: timer ? deviceMs : null, launches: gpu.counters.dispatches - before, iterations };
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
