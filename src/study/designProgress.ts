import type { Chunk } from './chunks.ts';
import type { StudyPlan } from './studyPlan.ts';

/** Least time between two calls, ms: batches of programs can take less than one. */
const INTERVAL = 500;

/** Tells the designs of a run that are done, chunks and what is made of the ones under way together. */
export interface DesignProgress {
  /** @param underWay designs made of chunks that are not done. */
  readonly tell: (underWay: number) => void;
  /** One more chunk is done. */
  readonly finish: (underWay: number) => void;
}

/**
 * Counts the designs of a run.
 *
 * @param begun chunks of the run.
 * @param pending those of them that are to be computed.
 * @param onDesigns called at once, and then at most twice a second with a count that never falls.
 */
export function designProgress(
  { points }: Pick<StudyPlan, 'points'>,
  begun: readonly Chunk[],
  pending: readonly Chunk[],
  onDesigns: ((done: number, total: number) => void) | undefined,
): DesignProgress {
  const designsOf = (chunks: readonly Chunk[]): number =>
    points.length * chunks.reduce((sum, { first, end }) => sum + end - first, 0);
  const total = designsOf(begun);
  const missing = designsOf(pending);
  let chunks = 0;
  let told = total - missing;
  let next = 0;
  const tell = (underWay: number): void => {
    if (!onDesigns || performance.now() < next) return;
    next = performance.now() + INTERVAL;
    // chunks of one size but for the last one: what is done is not named here
    const done = total - missing + Math.floor((missing * chunks) / Math.max(1, pending.length));
    told = Math.max(told, Math.min(total, done + underWay));
    onDesigns(told, total);
  };
  tell(0);
  return {
    tell,
    finish: (underWay) => {
      chunks++;
      if (chunks === pending.length) next = 0;
      tell(underWay);
    },
  };
}
