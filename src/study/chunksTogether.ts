import type { ConicKernel } from '../conic/kernels/conicSolve.ts';
import type { StudyPlan } from './studyPlan.ts';

/** So many workers keep a device busy between them: with more, none needs to fill it alone. */
const SHARERS = 4;

/** What the chunks of a run are divided among. */
export interface Division {
  /** Chunks to be computed. */
  readonly pending: number;
  /** Worker threads in all. */
  readonly workers: number;
  /** Devices that the workers are spread over. */
  readonly devices: number;
  /** Designs that a worker computes together, as asked for. */
  readonly batch: number | undefined;
}

/**
 * Chunks that a worker computes together: as many as make a batch, no more than leave each worker its part.
 *
 * By default a batch fills the device (`designsAtOnce`) where one worker has it alone. Workers that share it take a smaller part
 * each, a quarter from four on, so that one computes on the host while the device works for the others, and eight of them hold
 * twice the memory of one.
 */
export function chunksTogether(
  { study, points, chunks }: StudyPlan,
  { pending, workers, devices, batch }: Division,
  { designsAtOnce }: Pick<ConicKernel, 'designsAtOnce'>,
): number {
  const designs = points.length * Math.ceil(study.realizations.channels / chunks.length);
  const most = batch ?? Math.ceil(designsAtOnce / Math.min(Math.ceil(workers / devices), SHARERS));
  return Math.max(1, Math.min(Math.floor(most / designs), Math.ceil(pending / workers)));
}
