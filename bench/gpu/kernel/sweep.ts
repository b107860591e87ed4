import { InputError } from '../../../src/errors.ts';
import { median } from '../../../src/model/median.ts';
import type { RecordedBatch } from '../programs/record.ts';
import { medianOrNull, repeated } from '../timing.ts';
import type { Kernel } from './kernel.ts';

/** The kernel with so many threads a program. */
interface SweepRow {
  readonly threads: number;
  /** Median over the runs, from the submission to the end of the queue. */
  readonly milliseconds: number;
  /** By the device's clock, where it has one: decides which is best. */
  readonly deviceMilliseconds: number | null;
}

/** Numbers of threads tried on one kind of programs. */
export interface Sweep {
  readonly tolerance: number;
  readonly arithmetic: string;
  readonly batch: number;
  readonly rows: readonly SweepRow[];
  /** What the backend takes by itself, and the fastest of those tried. */
  readonly usual: number;
  readonly best: number;
  readonly skipped: readonly string[];
}

/**
 * Reads a list of numbers of threads.
 * @throws InputError for what is no power of two.
 */
export function workgroupSizes(option: string, list: string): number[] {
  const sizes = list.split(',').map(Number);
  for (const n of sizes)
    if (!Number.isInteger(n) || n < 1 || (n & (n - 1)) !== 0)
      throw new InputError(`${option}: expected powers of two, got ${list}`);
  return sizes;
}

/** Times the kernel alone with each number of threads. @returns null when the device can run none of them. */
export async function sweepThreads(
  kernel: Kernel,
  batch: RecordedBatch,
  tolerance: number,
  sizes: readonly number[],
  repeats: number,
): Promise<Sweep | null> {
  const rows: SweepRow[] = [];
  const skipped: string[] = [];
  for (const threads of sizes) {
    const reason = kernel.refusal(threads, tolerance);
    if (reason !== null) {
      skipped.push(reason);
      continue;
    }
    const run = async () => kernel.run(batch, { tolerance, threads });
    await run(); // compiles or loads
    const runs = await repeated(repeats, run);
    rows.push({
      threads,
      milliseconds: median(runs.map((r) => r.ms)),
      deviceMilliseconds: medianOrNull(runs.map((r) => r.deviceMs)),
    });
  }
  const time = (row: SweepRow): number => row.deviceMilliseconds ?? row.milliseconds;
  const [fastest] = rows.toSorted((a, b) => time(a) - time(b));
  if (!fastest) return null;
  return {
    tolerance,
    arithmetic: kernel.first(tolerance).arithmetic,
    batch: batch.programs,
    rows,
    usual: kernel.threads(batch.attributes.descriptor),
    best: fastest.threads,
    skipped,
  };
}

/** A sweep in one line. */
export function describeSweep({ tolerance, rows, usual, best, skipped }: Sweep): string {
  const times = rows.map(({ threads, milliseconds, deviceMilliseconds: own }) => {
    const device = own === null ? '' : ` (device ${own.toFixed(1)})`;
    return `${threads}: ${milliseconds.toFixed(1)} ms${device}`;
  });
  return [`merit ${tolerance}: best ${best} threads, usual ${usual}`, ...times, ...skipped].join('; ');
}
