import { currentBackend } from '../../device/startBackend.ts';
import type { ErrorDrawsBatch } from '../../montecarlo/kernels/errorDraws.ts';
import { errorDrawsOf } from '../../montecarlo/kernels/errorDrawsOf.ts';
import { drawsOf } from '../errorDraws.ts';
import type { GridPoint } from '../grid.ts';
import { grouped } from '../../grouped.ts';
import type { StudyPlan } from '../studyPlan.ts';
import type { DesignRow } from '../tables/designRow.ts';

/** Draws that are timed at least; a design may have fewer. */
const TIMED_DRAWS = 2048;
/** Seconds: what a measurement takes at least, if there are draws enough. */
const LONG_ENOUGH = 0.03;
/** Copies of a design that are evaluated under the same draws, so that the time of the draws themselves can be taken off. */
const COPIES = 4;

/**
 * Seconds that the CSI errors of all realizations take: to draw them, which the designs of a realization share, and to evaluate every design
 * under them.
 *
 * @param timed rows with designs.
 */
export async function errorSeconds(
  { study, points }: StudyPlan,
  realizations: number,
  timed: readonly DesignRow[],
): Promise<number> {
  const { errors } = study.realizations;
  if (errors === 0) return 0;
  const { run, first = 0 } = errorDrawsOf((await currentBackend()).backend);
  /** Seconds of one of all draws, by what the last ones took of as many as take long enough: the first ones may be made elsewhere. */
  const seconds = async (batch: ErrorDrawsBatch): Promise<number> => {
    let before = { draws: 0, took: 0 };
    for (let draws = Math.min(errors, Math.max(batch.draws, first)); ; draws = Math.min(errors, 4 * draws)) {
      const start = performance.now();
      await run({ ...batch, draws });
      const took = (performance.now() - start) / 1000;
      const more = took - before.took;
      if (draws === errors || (more > LONG_ENOUGH && before.draws >= first))
        return (took + (more / (draws - before.draws)) * (errors - draws)) / errors;
      before = { draws, took };
    }
  };
  const shorter = { ...study, realizations: { ...study.realizations, errors: Math.min(errors, TIMED_DRAWS) } };
  const batchOf = (point: GridPoint): ErrorDrawsBatch | undefined => {
    const row = timed.find((own) => own.metrics && kindOf(own.point) === kindOf(point));
    return row && [...drawsOf([row], shorter)][0]?.batch;
  };
  let perDraw = 0;
  for (const ofOneSize of grouped(points.filter(isDrawn), sizeOf).values()) {
    let drawing = 0;
    for (const own of grouped(ofOneSize, kindOf).values()) {
      const batch = batchOf(own[0] as GridPoint);
      const [design] = batch?.designs ?? [];
      if (!batch || !design) continue; // no design of this kind has precoders
      const one = await seconds(batch);
      const copies = await seconds({ ...batch, designs: Array.from({ length: 1 + COPIES }, () => design) });
      const each = Math.max(0, copies - one) / COPIES;
      drawing = Math.max(drawing, one - each);
      perDraw += own.length * each;
    }
    perDraw += drawing;
  }
  return realizations * errors * perDraw;
}

/** Without a radius all draws are one. */
function isDrawn({ scenario }: GridPoint): boolean {
  return scenario.csiErrorRadius > 0;
}

/** Names the systems that have their errors in common. */
function sizeOf({ scenario: { cells, usersPerCell, txAntennas } }: GridPoint): string {
  return [cells, usersPerCell, txAntennas].join('/');
}

/** Names the designs whose evaluation takes the same time. */
function kindOf(point: GridPoint): string {
  return [point.scheme, sizeOf(point), point.scenario.frameLength, isDrawn(point)].join(' ');
}
