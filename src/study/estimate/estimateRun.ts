import { availableParallelism } from 'node:os';
import { conicKernelOf } from '../../conic/kernels/conicKernelOf.ts';
import { currentBackend } from '../../device/startBackend.ts';
import { limitChunks } from '../chunks.ts';
import { chunksTogether } from '../chunksTogether.ts';
import type { Study } from '../schema.ts';
import { planStudy } from '../studyPlan.ts';
import { withPrecision } from '../withPrecision.ts';
import { encodeChunks } from './chunkEncoding.ts';
import { errorSeconds } from './errorSeconds.ts';
import { runMemory } from './runMemory.ts';
import { batchStrata, designStrata } from './strata.ts';
import { timeStrata } from './timeStrata.ts';

/** How a run is estimated: its options, and how long designs are timed. */
export interface EstimateOptions {
  /** Only the chunks that hold the first so many channel realizations. */
  readonly limit?: number;
  /** Overrides the precision of the study. */
  readonly precision?: 'fast' | 'precise';
  /** Worker threads of the run, default 1. */
  readonly workers?: number;
  /** Devices that the workers are spread over, as in `RunOptions`. */
  readonly devices?: readonly string[];
  /** Processor time for timing designs, default 10; more is spent where two designs of each kind take longer, or the estimate would be wide. */
  readonly seconds?: number;
}

/** What a process takes before its first design. */
export interface StartCost {
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** An estimate with the range of two standard errors to either side, over channel draws and sweep points. */
export interface Estimate {
  /** The estimate itself. */
  readonly estimate: number;
  /** Two standard errors below it. */
  readonly low: number;
  /** Two standard errors above it. */
  readonly high: number;
}

/** The files of one table. */
export interface TableEstimate {
  /** Name of the table. */
  readonly table: string;
  /** Rows of all its files. */
  readonly rows: number;
  /** Bytes of all its files. */
  readonly bytes: number;
}

/** What an estimate rests on. */
export interface TimedDesigns {
  /** Designs that were timed. */
  readonly designs: number;
  /** Wall-clock time that it took. */
  readonly seconds: number;
}

/** What a run will take. */
export interface RunEstimate {
  /** Of the study, as in study.json. */
  readonly hash: string;
  /** Channel realizations of the run, whole chunks. */
  readonly realizations: number;
  /** Grid points. */
  readonly points: number;
  /** Realizations times grid points: rows of table `designs`. */
  readonly designs: number;
  /** Chunks of the run. */
  readonly chunks: number;
  /** Conic programs of all designs. */
  readonly programs: number;
  /** The study has a stopping rule: all numbers are those of its largest number of channels. */
  readonly atMost: boolean;
  /** Worker threads: no more than chunks. */
  readonly workers: number;
  /** Workers that compute at once: no more than cores and chunks. */
  readonly busyWorkers: number;
  /** Wall-clock time of the run. */
  readonly seconds: Estimate;
  /** Processor time of the run, all threads. */
  readonly processorSeconds: Estimate;
  /** Peak resident set of the run's process. */
  readonly memoryBytes: number;
  /** Bytes of all table files. */
  readonly bytes: number;
  /** Tables that the study writes. */
  readonly tables: readonly TableEstimate[];
  /** What the estimate rests on. */
  readonly timed: TimedDesigns;
}

/** Processor time for timing designs by default. */
export const TIMING_SECONDS = 10;

/**
 * Estimates what a run of a study takes on the backend of this process, from some of its designs, which are computed, evaluated and put into tables as in a
 * run. Nothing is written to the disk.
 *
 * @param start what the process of the run takes before; default nothing.
 * @throws InputError on a scenario that is impossible, and when the channel file cannot be used.
 */
export async function estimateRun(
  study: Study,
  options: EstimateOptions = {},
  start: StartCost = { seconds: 0, processorSeconds: 0 },
): Promise<RunEstimate> {
  const { limit, precision, workers = 1, seconds = TIMING_SECONDS } = options;
  const devices = options.devices?.length ?? 1;
  const plan = planStudy(withPrecision(study, precision));
  const chunks = limitChunks(plan.chunks, limit);
  const realizations = chunks.at(-1)?.end ?? 0;
  const { backend } = await currentBackend();
  const kernel = await conicKernelOf(backend);
  const threads = Math.min(workers, chunks.length);
  const oneByOne = backend.name === 'cpu';
  const division = { pending: chunks.length, workers: threads, devices, batch: undefined };
  const together = chunksTogether(plan, division, kernel);
  const strata = oneByOne ? designStrata(plan, realizations) : batchStrata(plan, chunks, together);
  const before = process.memoryUsage.rss();
  const cost = await timeStrata(plan, strata, seconds);
  const encoding = encodeChunks(plan, chunks, cost.rows);
  const bytes = encoding.tables.reduce((sum, t) => sum + t.bytes, 0);
  const others = encoding.seconds + (await errorSeconds(plan, realizations, cost.rows));
  // workers share a device, and cores
  const busyWorkers = oneByOne ? Math.min(threads, availableParallelism()) : Math.min(threads, devices);
  // the last chunks leave some workers idle
  const rounds = oneByOne ? Math.ceil(chunks.length / busyWorkers) / chunks.length : 1 / busyWorkers;
  // a thread starts about as the process did
  const starts = threads > 1 ? 1 + threads : 1;
  const { warmUpSeconds, secondsPerProcessorSecond: pace } = cost;
  const wall = (computing: number): number =>
    Math.min(starts, 2) * start.seconds + pace * (warmUpSeconds + rounds * (computing + others));
  const processor = (computing: number): number =>
    starts * start.processorSeconds + threads * warmUpSeconds + computing + others;
  return {
    hash: plan.hash,
    realizations,
    points: plan.points.length,
    designs: plan.points.length * realizations,
    chunks: chunks.length,
    programs: Math.round(cost.programs.sum),
    atMost: plan.study.stop !== undefined,
    workers: threads,
    busyWorkers,
    seconds: ranged(cost.processorSeconds, wall),
    processorSeconds: ranged(cost.processorSeconds, processor),
    memoryBytes: runMemory(threads, before, bytes / chunks.length),
    bytes,
    tables: encoding.tables,
    timed: { designs: cost.timed, seconds: cost.timingSeconds },
  };
}

/** Two standard errors to either side. */
function ranged({ sum, error }: { sum: number; error: number }, of: (sum: number) => number): Estimate {
  return { estimate: of(sum), low: of(Math.max(sum / 4, sum - 2 * error)), high: of(sum + 2 * error) };
}
