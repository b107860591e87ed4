import { designInterval, wilson } from '../model/clusteredInterval.ts';
import type { DesignRecord } from './readDesigns.ts';
import { numberRows, type StudySource } from './readStudyDirectory.ts';

/** Symbol decisions of a design. */
export interface ErrorCount {
  readonly wrong: number;
  readonly decisions: number;
}

/** Wrong and all symbol decisions of each design, summed over its users. */
export function readErrorCounts(directory: StudySource): Map<number, ErrorCount> {
  const counts = new Map<number, ErrorCount>();
  for (const { design_id: id, ser, decisions } of numberRows(directory, 'ser', ['design_id', 'ser', 'decisions'])) {
    const known = counts.get(id) ?? { wrong: 0, decisions: 0 };
    counts.set(id, {
      wrong: known.wrong + Math.round(ser * decisions),
      decisions: known.decisions + decisions,
    });
  }
  return counts;
}

/** Errors over all kept designs of a point, with the 95% interval of the mean rate over such designs (NaN where there is none). */
export interface PooledErrors extends ErrorCount {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Pools the designs of a point: each is one draw of channels (at symbol level also of symbols), and one observation of the interval. */
export function pooledErrors(kept: readonly DesignRecord[], counts: ReadonlyMap<number, ErrorCount>): PooledErrors {
  const own = kept.flatMap((row) => counts.get(row.id) ?? []);
  const wrong = own.reduce((sum, c) => sum + c.wrong, 0);
  const decisions = own.reduce((sum, c) => sum + c.decisions, 0);
  const [lower, upper] = designInterval(
    own.map((c) => c.wrong / c.decisions),
    decisions,
  );
  return { wrong, decisions, rate: wrong / decisions, lower, upper };
}

/**
 * 95% upper limit of the mean rate of the designs drawn where none of their decisions is wrong: that of the share of frames with an
 * error (of symbol times where there is no CSI error, which joins the decisions of a frame), since no rate is above it.
 */
export function limitWithoutErrors(kept: readonly DesignRecord[], frames: number): number {
  const units = kept.reduce(
    (sum, { sweep }) => sum + frames * (sweep.csi_error_radius === 0 ? sweep.frame_length : 1),
    0,
  );
  return units > 0 ? wilson(0, units)[1] : Number.NaN;
}
