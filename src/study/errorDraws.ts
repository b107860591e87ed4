import { invariant } from '../errors.ts';
import { grouped } from '../grouped.ts';
import { leastAccepted } from '../model/claimChecks.ts';
import { currentBackend } from '../device/startBackend.ts';
import { errorDrawsOf } from '../montecarlo/kernels/errorDrawsOf.ts';
import { type ErrorDrawsAnswer, type ErrorDrawsBatch, runBatches } from '../montecarlo/kernels/errorDraws.ts';
import { errorDrawsBatches, type EvaluatedDesign } from '../montecarlo/sinrUnderErrors.ts';
import { claimedThreshold } from './claimedSinr.ts';
import { transmissionOf } from './evaluateDesign.ts';
import type { Study } from './schema.ts';
import { gridOf } from './sinrGridSchema.ts';
import { type DesignRow, failedRow } from './tables/designRow.ts';

/** What the kernel is to compute for some designs of one realization. */
interface DrawsBatch {
  readonly batch: ErrorDrawsBatch;
  /** The kernel's answers by the id of the design. */
  readonly byDesign: (answers: readonly ErrorDrawsAnswer[]) => [id: bigint, answer: ErrorDrawsAnswer][];
}

/**
 * Draws the CSI errors of each realization, once for all its designs, and evaluates the designs under them. A design whose SINRs are not finite
 * becomes a failed one.
 */
export async function withErrorDraws(designs: readonly DesignRow[], study: Study): Promise<DesignRow[]> {
  if (study.realizations.errors === 0) return [...designs];
  const { backend } = await currentBackend();
  const named: DrawsBatch['byDesign'][] = [];
  // batches are made as they are asked for: they hold the weights of their designs
  function* batches(): Generator<ErrorDrawsBatch> {
    for (const { batch, byDesign } of drawsOf(designs, study)) {
      named.push(byDesign);
      yield batch;
    }
  }
  const answers = await runBatches(errorDrawsOf(backend), batches());
  const drawn = new Map(answers.flatMap((own, i) => named[i]?.(own) ?? []));
  return designs.map((row) => withAnswer(row, drawn.get(row.id)));
}

/** What is to be drawn and evaluated, realization by realization. */
export function* drawsOf(designs: readonly DesignRow[], study: Study): Generator<DrawsBatch> {
  const { errors: draws, errorLaw: law } = study.realizations;
  if (draws === 0) return;
  const evaluated = designs.filter((row) => row.metrics);
  for (const [realization, rows] of grouped(evaluated, (row) => row.task.realizationIndex)) {
    const prepared = errorDrawsBatches(
      rows.map((row) => evaluatedDesign(row, study)),
      { seed: BigInt(study.seed), realization, law, draws, tail: study.output.smallest },
    );
    for (const { batch, places, finish } of prepared)
      yield {
        batch,
        byDesign: (answers) =>
          answers.map((answer, i) => [(rows[places[i] as number] as DesignRow).id, finish(answer)]),
      };
  }
}

/** @param row of a design that was evaluated. */
function evaluatedDesign({ task, design }: DesignRow, study: Study): EvaluatedDesign {
  const transmission = design && transmissionOf(task, design);
  invariant(design && transmission, 'a design with metrics has precoders');
  const { scenario, realization } = task;
  const threshold = claimedThreshold(task, design);
  const { stop, output } = study;
  const below = stop?.metric === 'error_sinr_db' ? stop.below : undefined;
  return {
    scenario,
    channels: realization.channels,
    errorShape: realization.errorShape,
    transmission,
    radius: scenario.csiErrorRadius,
    settings: {
      grid: gridOf(output.sinrGridDb),
      reference: threshold > 0 ? threshold : 1,
      levels: [leastAccepted(threshold), ...(below === undefined ? [] : [10 ** (below / 10)])],
    },
    perUser: output.perUser,
    rows: output.tables.includes('errors'),
  };
}

/** A row with what CSI errors do to its design. */
function withAnswer(row: DesignRow, errors: ErrorDrawsAnswer | undefined): DesignRow {
  if (!errors) return row;
  const { mean, squares, tail } = errors.smallest;
  const wrong = [mean, squares, tail[0] ?? Number.NaN].find((x) => !Number.isFinite(x));
  if (wrong === undefined) return { ...row, errors };
  return failedRow(row, `evaluation: SINR with CSI errors: expected a finite number, got ${wrong}`);
}
