import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../../src/device/backend.ts';
import type { SolverPath } from '../../src/device/kernels/conicSolve.ts';
import { writeNumbers } from '../../src/device/kernels/conicSolveWebgpu.ts';
import { type ConicGpu, WORDS } from '../../src/device/webgpu/conicGpu.ts';
import { INFO as GPU_INFO, type Precision as DevicePrecision } from '../../src/device/webgpu/conicShader.ts';
import { FLOAT32_TOLERANCE } from '../../src/device/webgpu/finishInFloat64.ts';
import { median } from '../../src/model/median.ts';
import { iterationFlops } from '../flops.ts';
import type { Ceilings } from './ceilings.ts';
import { download, storage } from './compute.ts';
import { INFO, type RecordedBatch, shapeOfDescriptor } from './recordPrograms.ts';

/** Merit of a precision. */
export const PRECISIONS = { fast: 1e-6, precise: 1e-8 } as const;
export type Precision = keyof typeof PRECISIONS;

const ALMOST = 1;
/** Merit of a float32 answer that float64 starts from. */
const FLOAT32_START = 1e-5;
const CERTIFICATE = 1e-5;
/** Milliseconds after which no further repeat begins. */
const LONG_ENOUGH = 20_000;
/** Programs whose iterations are read from the device. */
const SAMPLE = 1024;

/** One kind at one batch size and precision. */
export interface Measured {
  readonly batch: number;
  readonly precision: Precision;
  /** Timed runs; fewer than asked for where they last. */
  readonly runs: number;
  /** With upload, solve, check in float64 and read-back: median over the runs. */
  readonly programsPerSecond: number;
  readonly milliseconds: number;
  readonly meanIterations: number;
  /** Share of the programs that end optimal or almostOptimal. */
  readonly solvedShare: number;
  readonly paths: Partial<Record<SolverPath, number>>;
  /** Against the optimal values of the cpu backend. */
  readonly largestObjectiveError: number;
  /** The kernel alone, from its submission to its end; null on a backend without one. */
  readonly kernel: KernelMeasured | null;
}

interface KernelMeasured {
  readonly milliseconds: number;
  readonly programsPerSecond: number;
  readonly dispatches: number;
  /** Of the first arithmetic on the device: float32 for `fast`, double-single for `precise`. */
  readonly meanIterations: number;
  /** Effective: the dominant operations that bench/flops.ts counts. */
  readonly gflops: number;
  readonly shareOfFloat32Ceiling: number;
  /** Device memory if every iteration read and wrote a program's workspace once. */
  readonly workspaceGBps: number;
  readonly shareOfMemoryCeiling: number;
  /** Data and answers over the link, in the whole measured time. */
  readonly transferGBps: number;
}

interface Answer {
  readonly info: Float64Array;
  readonly paths: readonly SolverPath[];
  readonly milliseconds: number;
}

/** Upload, solve, check and read-back of a batch. */
async function solveOnce(backend: Backend, batch: RecordedBatch, tolerance: number): Promise<Answer> {
  const { attributes, programs } = batch;
  const start = performance.now();
  const tensors = new Map<string, Tensor>();
  for (const { name, values, shape } of batch.inputs) tensors.set(name, backend.upload(values, [programs, ...shape]));
  const input = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`no input ${name}`);
    return tensor;
  };
  const out = await backend.conicSolve(
    {
      rhs: input('rhs'),
      entries: input('entries'),
      groups: attributes.groups.map((_, i) => ({
        vectors: input(`vectors${i}`),
        weights: input(`weights${i}`),
        dense: input(`dense${i}`),
      })),
      warm: undefined,
    },
    { ...attributes, tolerance },
  );
  const info = (await backend.read(out.info)).slice();
  for (const tensor of [out.scalars, out.multipliers, ...out.psd]) await backend.read(tensor);
  const milliseconds = performance.now() - start;
  dispose([...tensors.values(), out.info, out.scalars, out.multipliers, out.state, ...out.psd]);
  return { info, paths: out.path ?? [], milliseconds };
}

interface KernelRun {
  readonly ms: number;
  readonly dispatches: number;
  /** Mean over the first programs. */
  readonly iterations: number;
}

/** Milliseconds, dispatches and iterations of the kernel alone. */
async function kernelOnce(
  gpu: ConicGpu,
  batch: RecordedBatch,
  precision: DevicePrecision,
  tolerance: number,
): Promise<KernelRun> {
  const { descriptor, maxIterations } = batch.attributes;
  const { inputSize, stateSize } = gpu.layout(descriptor);
  const words = WORDS[precision];
  const most = gpu.maxPrograms(descriptor, precision);
  const before = gpu.counters.dispatches;
  let ms = 0;
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
      false,
      answer,
    );
    await gpu.device.queue.onSubmittedWorkDone();
    ms += performance.now() - filled;
    if (first === 0)
      iterations = await meanIterationsOf(gpu.device, answer, Math.min(programs, SAMPLE), GPU_INFO + stateSize, words);
    answer.destroy();
  }
  return { ms, dispatches: gpu.counters.dispatches - before, iterations };
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

/** Repeats until there are enough runs, or they have lasted long enough. */
async function repeated<T>(repeats: number, run: () => Promise<T>): Promise<T[]> {
  const start = performance.now();
  const runs: T[] = [];
  while (runs.length < repeats && (runs.length === 0 || performance.now() - start < LONG_ENOUGH))
    runs.push(await run());
  return runs;
}

export async function measure(
  backend: Backend,
  gpu: ConicGpu | null,
  batch: RecordedBatch,
  precision: Precision,
  repeats: number,
  ceilings: Ceilings | null,
): Promise<Measured> {
  const tolerance = PRECISIONS[precision];
  await solveOnce(backend, batch, tolerance); // compiles, and warms up
  const answers = await repeated(repeats, async () => solveOnce(backend, batch, tolerance));
  const milliseconds = median(answers.map((a) => a.milliseconds));
  const { info, paths } = answers[0] as Answer;
  const { programs } = batch;
  const column = (j: number): number[] => Array.from({ length: programs }, (_, i) => info[i * INFO + j] as number);
  const solved = column(0).map((status) => status <= ALMOST);
  const counts: Partial<Record<SolverPath, number>> = {};
  for (const path of paths) counts[path] = (counts[path] ?? 0) + 1;
  const errors = column(3).map((v, i) => (solved[i] === true ? Math.abs(v / (batch.objective[i] as number) - 1) : 0));
  const meanIterations = column(1).reduce((s, v) => s + v, 0) / programs;

  let kernel: KernelMeasured | null = null;
  if (gpu && ceilings) {
    // what the backend asks of the device first: without exact double-single, float32 gives float64 a start
    const doubleSingle = tolerance < FLOAT32_TOLERANCE && backend.arithmetic.includes('doubleSingle');
    const first: DevicePrecision = doubleSingle ? 'doubleSingle' : 'float32';
    const merit = first === 'float32' && tolerance < FLOAT32_TOLERANCE ? FLOAT32_START : tolerance;
    const { bytesUp, bytesDown } = gpu.counters;
    const runs = await repeated(repeats, async () => kernelOnce(gpu, batch, first, merit));
    const ms = median(runs.map((r) => r.ms));
    const transferred = (gpu.counters.bytesUp - bytesUp + gpu.counters.bytesDown - bytesDown) / runs.length;
    const iterations = runs[0]?.iterations ?? 0;
    const gflops =
      (iterationFlops(shapeOfDescriptor(batch.attributes.descriptor)).total * iterations * programs) / ms / 1e6;
    const workspaceGBps =
      (2 * 4 * WORDS[first] * gpu.layout(batch.attributes.descriptor).workspace * iterations * programs) / ms / 1e6;
    kernel = {
      milliseconds: ms,
      programsPerSecond: (1000 * programs) / ms,
      dispatches: runs[0]?.dispatches ?? 0,
      meanIterations: iterations,
      gflops,
      shareOfFloat32Ceiling: gflops / ceilings.float32Gflops,
      workspaceGBps,
      shareOfMemoryCeiling: workspaceGBps / ceilings.memoryGBps,
      transferGBps: transferred / milliseconds / 1e6,
    };
  }
  return {
    batch: programs,
    precision,
    runs: answers.length,
    programsPerSecond: (1000 * programs) / milliseconds,
    milliseconds,
    meanIterations,
    solvedShare: solved.filter(Boolean).length / programs,
    paths: counts,
    largestObjectiveError: Math.max(...errors),
    kernel,
  };
}
