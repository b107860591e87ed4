import type { ErrorLaw } from '../../model/errorLaw.ts';
import type { SinrDistribution, SummarySettings } from '../distribution.ts';
import type { Receiver } from '../receiver.ts';

/** Draws of a block: moments are sums over blocks, and draws of a block over its parts, in one order on every device. */
export const BLOCK = 1024;

/** The error draws of one realization, and the designs that are evaluated under them. */
export interface ErrorDrawsBatch {
  readonly seed: bigint;
  readonly realization: number;
  readonly law: ErrorLaw;
  /** Draws 0 .. draws - 1. */
  readonly draws: number;
  /** Of the system, which all designs share. */
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly designs: readonly ErrorDrawsDesign[];
  /** Smallest SINRs that are kept of each distribution. */
  readonly tail: number;
}

/** One of the designs. */
export interface ErrorDrawsDesign {
  readonly receiver: Receiver;
  readonly settings: SummarySettings;
  /** Keep a distribution of every user too. */
  readonly perUser: boolean;
  /** Keep the smallest SINR over the users at every draw. */
  readonly rows: boolean;
}

/** What the kernel tells of a design. */
export interface ErrorDrawsAnswer {
  /** Of the smallest SINR over the users. */
  readonly smallest: SinrDistribution;
  /** [cell * usersPerCell + user]; empty unless asked for. */
  readonly users: readonly SinrDistribution[];
  /** Smallest SINR over the users at every draw, linear; empty unless asked for. */
  readonly rows: Float64Array;
}

/** IsacErrorDraws on an opened device: the same distributions on every one that computes in float64; in float32 with bins and moments of its own. */
export interface ErrorDrawsKernel {
  /** The first draws of a batch, where the processor makes them for a device. */
  readonly first?: number;
  /** @returns one answer for each design. */
  readonly run: (batch: ErrorDrawsBatch) => Promise<ErrorDrawsAnswer[]>;
  /**
   * The same of several batches, taken one by one as there is room: of a device that small ones do not fill. What is missing here runs one after the other.
   *
   * @returns the answers of each batch.
   */
  readonly runAll?: (batches: Iterable<ErrorDrawsBatch>) => Promise<ErrorDrawsAnswer[][]>;
}

/** Runs batches together where the kernel does so, else one after the other. */
export async function runBatches(
  kernel: ErrorDrawsKernel,
  batches: Iterable<ErrorDrawsBatch>,
): Promise<ErrorDrawsAnswer[][]> {
  if (kernel.runAll) return kernel.runAll(batches);
  const answers: ErrorDrawsAnswer[][] = [];
  for (const batch of batches) answers.push(await kernel.run(batch));
  return answers;
}
