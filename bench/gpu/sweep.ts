import type { Backend } from '../../src/device/backend.ts';
import { type ConicGpu, WORDS } from '../../src/device/webgpu/conicGpu.ts';
import type { Precision as DevicePrecision } from '../../src/device/webgpu/conicShader.ts';
import { InputError } from '../../src/errors.ts';
import { median } from '../../src/model/median.ts';
import { kernelOnce } from './kernelTime.ts';
import { firstArithmetic, medianOrNull, type Precision, PRECISIONS, repeated } from './measure.ts';
import type { RecordedBatch } from './recordPrograms.ts';

/** The kernel with workgroups of so many threads. */
interface SweepRow {
  readonly threads: number;
  /** Median over the runs, from the submission to the end of the queue. */
  readonly milliseconds: number;
  /** By the device's clock, where it has one: decides which is best. */
  readonly deviceMilliseconds: number | null;
}

/** Threads of a workgroup tried on one kind of programs. */
export interface Sweep {
  readonly precision: Precision;
  readonly arithmetic: DevicePrecision;
  readonly batch: number;
  readonly rows: readonly SweepRow[];
  /** What the backend takes by itself, and the fastest of the sizes tried. */
  readonly usual: number;
  readonly best: number;
  readonly skipped: readonly string[];
}

/** Bytes of workgroup memory for each thread in float32: kernels/reduce.wgsl. */
const BYTES_PER_THREAD = 28;
/** Of its other variables. */
const OTHER_BYTES = 64;

/**
 * Reads the list of `--workgroup`.
 * @throws InputError for what is no power of two.
 */
export function workgroupSizes(list: string): number[] {
  const sizes = list.split(',').map(Number);
  for (const n of sizes)
    if (!Number.isInteger(n) || n < 1 || (n & (n - 1)) !== 0)
      throw new InputError(`--workgroup: expected powers of two, got ${list}`);
  return sizes;
}

/** Why a device cannot run a workgroup of so many threads, or null. */
function tooLarge(gpu: ConicGpu, threads: number, arithmetic: DevicePrecision): string | null {
  const { limits } = gpu.device;
  const most = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX);
  if (threads > most) return `${threads} threads: the device allows ${most}`;
  const bytes = threads * BYTES_PER_THREAD * WORDS[arithmetic] + OTHER_BYTES;
  if (bytes <= limits.maxComputeWorkgroupStorageSize) return null;
  return `${threads} threads: ${bytes} bytes of workgroup memory, the device has ${limits.maxComputeWorkgroupStorageSize}`;
}

/** Times the kernel alone with each number of threads, in the arithmetic that each precision asks for first. */
export async function sweepThreads(
  backend: Backend,
  gpu: ConicGpu,
  batch: RecordedBatch,
  sizes: readonly number[],
  repeats: number,
): Promise<Sweep[]> {
  const sweeps: Sweep[] = [];
  for (const precision of Object.keys(PRECISIONS) as Precision[]) {
    const { precision: arithmetic, tolerance } = firstArithmetic(backend, precision);
    const rows: SweepRow[] = [];
    const skipped: string[] = [];
    for (const threads of sizes) {
      const reason = tooLarge(gpu, threads, arithmetic);
      if (reason !== null) {
        skipped.push(reason);
        continue;
      }
      const run = async () => kernelOnce(gpu, batch, { precision: arithmetic, tolerance, threads });
      await run(); // compiles
      const runs = await repeated(repeats, run);
      rows.push({
        threads,
        milliseconds: median(runs.map((r) => r.ms)),
        deviceMilliseconds: medianOrNull(runs.map((r) => r.deviceMs)),
      });
    }
    const time = (row: SweepRow): number => row.deviceMilliseconds ?? row.milliseconds;
    const [fastest] = rows.toSorted((a, b) => time(a) - time(b));
    if (!fastest) throw new InputError(`--workgroup: no size that the device can run (${skipped.join('; ')})`);
    const usual = gpu.threads(gpu.layout(batch.attributes.descriptor));
    sweeps.push({ precision, arithmetic, batch: batch.programs, rows, usual, best: fastest.threads, skipped });
  }
  return sweeps;
}

/** A sweep in one line. */
export function describeSweep({ precision, rows, usual, best, skipped }: Sweep): string {
  const times = rows.map(({ threads, milliseconds, deviceMilliseconds: own }) => {
    const device = own === null ? '' : ` (device ${own.toFixed(1)})`;
    return `${threads}: ${milliseconds.toFixed(1)} ms${device}`;
  });
  return [`${precision}: best ${best} threads, usual ${usual}`, ...times, ...skipped].join('; ');
}
