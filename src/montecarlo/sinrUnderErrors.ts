import { grouped } from '../grouped.ts';
import type { Transmission } from '../model/constructiveInterference.ts';
import type { ErrorLaw } from '../model/errorLaw.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SinrDistribution, SummarySettings } from './distribution.ts';
import { type ErrorDrawsAnswer, type ErrorDrawsBatch, type ErrorDrawsDesign } from './kernels/errorDraws.ts';
import { type BlockTransmission, receiverOf } from './receiver.ts';
import { weakestFirst } from './weakestFirst.ts';

/** A design under CSI errors. */
export interface EvaluatedDesign extends Omit<ErrorDrawsDesign, 'receiver'> {
  readonly scenario: Scenario;
  /** Estimated, [bs][cell][user][antenna][2]. */
  readonly channels: Float64Array;
  readonly transmission: BlockTransmission | Transmission;
  /** d. */
  readonly radius: number;
  /** S of each link: its error is S u with u of the law, [bs][cell][user][antenna][antenna][2]. Default: the identity. */
  readonly errorShape?: Float64Array | undefined;
}

/** Number, law and key of the errors. */
export interface ErrorDrawsOptions {
  readonly seed: bigint;
  readonly realization: number;
  readonly law: ErrorLaw;
  /** At least 1. */
  readonly draws: number;
  /** Smallest SINRs that are kept of each distribution. */
  readonly tail: number;
}

/** Batches of the kernel, with the places of their designs in a list. */
export interface PreparedBatch {
  readonly batch: ErrorDrawsBatch;
  readonly places: readonly number[];
  /** Takes the kernel's answer for a design of the batch to that design. */
  readonly finish: (answer: ErrorDrawsAnswer) => ErrorDrawsAnswer;
}

/**
 * What the kernel has to compute for the designs of one realization. Designs for systems of one size have their errors in common: the same
 * draw of every design, radius and threshold is the same error up to the radius. Where the radius is 0 all draws are one.
 */
export function errorDrawsBatches(designs: readonly EvaluatedDesign[], options: ErrorDrawsOptions): PreparedBatch[] {
  const groups = grouped([...designs.entries()], ([, { scenario, radius }]) => {
    const { cells, usersPerCell, txAntennas } = scenario;
    return [cells, usersPerCell, txAntennas, radius > 0].join('/');
  });
  return [...groups.values()].map((group) => {
    const own = group.map(([, design]) => design);
    const { scenario, radius: first } = own[0] as EvaluatedDesign;
    const { cells, usersPerCell, txAntennas } = scenario;
    const { draws, ...key } = options;
    return {
      places: group.map(([place]) => place),
      batch: {
        ...key,
        draws: first > 0 ? draws : 1,
        cells,
        usersPerCell,
        txAntennas,
        designs: own.map(({ scenario: system, channels, transmission, radius, errorShape, ...design }) => ({
          ...design,
          receiver: weakestFirst(receiverOf(system, channels, transmission, radius, errorShape)),
        })),
      },
      finish: (answer) => (first > 0 ? answer : repeated(answer, options)),
    };
  });
}

/** All draws are the one that was made. */
function repeated({ smallest, users, rows }: ErrorDrawsAnswer, { draws, tail }: ErrorDrawsOptions): ErrorDrawsAnswer {
  const kept = Math.min(draws, tail);
  const all = (one: SinrDistribution): SinrDistribution => ({
    ...one,
    draws,
    counts: one.counts.map((count) => count * draws),
    below: one.below.map((count) => count * draws),
    tail: new Float64Array(kept).fill(one.mean),
    tailDraws: Float64Array.from({ length: kept }, (_, i) => i),
  });
  return {
    smallest: all(smallest),
    users: users.map(all),
    rows: rows.length > 0 ? new Float64Array(draws).fill(rows[0] as number) : rows,
  };
}

/** Evaluates designs under CSI errors by a kernel that answers at once. */
export function sinrUnderErrors(
  designs: readonly EvaluatedDesign[],
  options: ErrorDrawsOptions,
  run: (batch: ErrorDrawsBatch) => readonly ErrorDrawsAnswer[],
): ErrorDrawsAnswer[] {
  const answers: ErrorDrawsAnswer[] = [];
  for (const { batch, places, finish } of errorDrawsBatches(designs, options))
    run(batch).forEach((answer, i) => (answers[places[i] as number] = finish(answer)));
  return answers;
}

/** What is kept where nothing is asked for: no bin and no level is looked at by anybody. */
export const MINIMUM_ONLY: SummarySettings = {
  grid: { fromDb: 0, toDb: 1, stepDb: 1 },
  reference: 1,
  levels: [],
};
