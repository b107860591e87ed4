import { type ConicKernel, INFO } from '../../src/conic/kernels/conicSolve.ts';
import type { SolverPath } from '../../src/conic/solverPath.ts';
import { median } from '../../src/model/median.ts';
import { iterationFlops } from '../flops.ts';
import type { Ceilings } from './kernel/ceilings.ts';
import type { Kernel } from './kernel/kernel.ts';
import { type RecordedBatch, shapeOfDescriptor } from './programs/record.ts';
import { type Answer, solveOnce } from './solveOnce.ts';
import { medianOrNull, repeated } from './timing.ts';

const ALMOST = 1;

/** One kind at one batch size and merit. */
export interface Measured {
  readonly batch: number;
  /** Merit that is asked for. */
  readonly tolerance: number;
  /** Timed runs; fewer than asked for where they last. */
  readonly runs: number;
  /** With upload, solve, check in float64 and read-back, on one thread of the host: median over the runs. */
  readonly programsPerSecond: number;
  readonly milliseconds: number;
  readonly meanIterations: number;
  /** Share of the programs that end optimal or almostOptimal. */
  readonly solvedShare: number;
  readonly paths: Partial<Record<SolverPath, number>>;
  /** Against the optimal values of the recording backend. */
  readonly largestObjectiveError: number;
  /** The kernel alone; null on a backend without one. */
  readonly kernel: KernelMeasured | null;
}

interface KernelMeasured {
  /** Of the first try on the device. */
  readonly arithmetic: string;
  /** From the submission to the end of the queue. */
  readonly milliseconds: number;
  /** By the device's own clock; null where it has none. */
  readonly deviceMilliseconds: number | null;
  /** By the device's clock where it has one. */
  readonly programsPerSecond: number;
  readonly launches: number;
  readonly meanIterations: number;
  /** Effective: the dominant operations that bench/flops.ts counts, a lower bound. */
  readonly gflops: number;
  /** Null where the ceiling was not measured. */
  readonly shareOfFloat32Ceiling: number | null;
  /** Device memory if every iteration read and wrote a program's workspace once. */
  readonly workspaceGBps: number;
  readonly shareOfMemoryCeiling: number | null;
}

/** Measures a batch through the solve of a backend, and through its kernel alone. */
export async function measure(
  backend: ConicKernel,
  kernel: Kernel | null,
  batch: RecordedBatch,
  tolerance: number,
  repeats: number,
  ceilings?: Ceilings,
): Promise<Measured> {
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
  return {
    batch: programs,
    tolerance,
    runs: answers.length,
    programsPerSecond: (1000 * programs) / milliseconds,
    milliseconds,
    meanIterations: column(1).reduce((s, v) => s + v, 0) / programs,
    solvedShare: solved.filter(Boolean).length / programs,
    paths: counts,
    largestObjectiveError: errors.reduce((a, b) => Math.max(a, b), 0),
    kernel: kernel && (await measureKernel(kernel, batch, tolerance, repeats, ceilings)),
  };
}

async function measureKernel(
  kernel: Kernel,
  batch: RecordedBatch,
  tolerance: number,
  repeats: number,
  ceilings: Ceilings | undefined,
): Promise<KernelMeasured> {
  const { descriptor } = batch.attributes;
  const first = kernel.first(tolerance);
  const runs = await repeated(repeats, async () => kernel.run(batch, { tolerance }));
  const milliseconds = median(runs.map((r) => r.ms));
  const deviceMilliseconds = medianOrNull(runs.map((r) => r.deviceMs));
  const ms = deviceMilliseconds ?? milliseconds;
  const { iterations = 0, launches = 0 } = runs[0] ?? {};
  const gflops = (iterationFlops(shapeOfDescriptor(descriptor)).total * iterations * batch.programs) / ms / 1e6;
  const workspaceGBps = (2 * first.bytes * kernel.workspace(descriptor) * iterations * batch.programs) / ms / 1e6;
  return {
    arithmetic: first.arithmetic,
    milliseconds,
    deviceMilliseconds,
    programsPerSecond: (1000 * batch.programs) / ms,
    launches,
    meanIterations: iterations,
    gflops,
    shareOfFloat32Ceiling: ceilings ? gflops / ceilings.float32Gflops : null,
    workspaceGBps,
    shareOfMemoryCeiling: ceilings ? workspaceGBps / ceilings.memoryGBps : null,
  };
}

/** A measurement in one line. */
export function describeMeasured(name: string, row: Measured): string {
  const { kernel } = row;
  const alone = kernel ? `${kernel.programsPerSecond.toFixed(0)}/s in ${kernel.arithmetic}` : '-';
  return (
    `${name.padEnd(15)}${String(row.batch).padStart(6)} at ${row.tolerance}: ${row.programsPerSecond.toFixed(0).padStart(7)}/s, ` +
    `kernel ${alone}, ${row.meanIterations.toFixed(1)} iterations, ${(100 * row.solvedShare).toFixed(1)} % solved, ` +
    `objective within ${row.largestObjectiveError.toExponential(1)}`
  );
}
