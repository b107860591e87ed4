import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../../src/device/backend.ts';
import type { SolverPath } from '../../src/device/kernels/conicSolve.ts';
import { type ConicGpu, WORDS } from '../../src/device/webgpu/conicGpu.ts';
import { type Precision as DevicePrecision } from '../../src/device/webgpu/conicShader.ts';
import { FLOAT32_TOLERANCE } from '../../src/device/webgpu/finishInFloat64.ts';
import { median } from '../../src/model/median.ts';
import { iterationFlops } from '../flops.ts';
import type { Ceilings } from './ceilings.ts';
import { kernelOnce } from './kernelTime.ts';
import { INFO, type RecordedBatch, shapeOfDescriptor } from './recordPrograms.ts';

/** Merit of a precision. */
export const PRECISIONS = { fast: 1e-6, precise: 1e-8 } as const;
export type Precision = keyof typeof PRECISIONS;

const ALMOST = 1;
/** Merit of a float32 answer that float64 starts from. */
const FLOAT32_START = 1e-5;
/** Milliseconds after which no further repeat begins. */
const LONG_ENOUGH = 20_000;

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
  /** The dispatches by the device's own clock; null where it has no `timestamp-query`. */
  readonly deviceMilliseconds: number | null;
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

/** Repeats until there are enough runs, or they have lasted long enough. */
export async function repeated<T>(repeats: number, run: () => Promise<T>): Promise<T[]> {
  const start = performance.now();
  const runs: T[] = [];
  while (runs.length < repeats && (runs.length === 0 || performance.now() - start < LONG_ENOUGH))
    runs.push(await run());
  return runs;
}

/** What the backend asks of the device first: without exact double-single, float32 gives float64 a start. */
export function firstArithmetic(
  backend: Backend,
  precision: Precision,
): { readonly precision: DevicePrecision; readonly tolerance: number } {
  const tolerance = PRECISIONS[precision];
  const fast = tolerance >= FLOAT32_TOLERANCE;
  if (!fast && backend.arithmetic.includes('doubleSingle')) return { precision: 'doubleSingle', tolerance };
  return { precision: 'float32', tolerance: fast ? tolerance : FLOAT32_START };
}

/** Median of times that every run has, or none. */
export function medianOrNull(times: readonly (number | null)[]): number | null {
  const known = times.filter((t) => t !== null);
  return known.length === times.length && known.length > 0 ? median(known) : null;
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
    const { precision: first, tolerance: merit } = firstArithmetic(backend, precision);
    const { bytesUp, bytesDown } = gpu.counters;
    const runs = await repeated(repeats, async () => kernelOnce(gpu, batch, { precision: first, tolerance: merit }));
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
      deviceMilliseconds: medianOrNull(runs.map((r) => r.deviceMs)),
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
