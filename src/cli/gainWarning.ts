import { LIKELY_GAIN_DB, ownCellGainDb } from '../study/channelGain.ts';
import type { Study } from '../study/schema.ts';

/** What is said of channels whose strength is likely to be given in another unit. */
export interface GainWarning {
  /** Median own-cell abs(h)^2 P over the noise power, dB. */
  readonly ownCellGainDb: number;
  /** One line. */
  readonly message: string;
}

/** A warning where the median own-cell abs(h)^2 P over the noise power of a study is below -20 or above 80 dB; null elsewhere. */
export function gainWarning(study: Study): GainWarning | null {
  const gain = ownCellGainDb(study);
  const [low, high] = LIKELY_GAIN_DB;
  if (!(gain < low || gain > high)) return null;
  const { powerBudgetDb, noisePower } = study.scenario;
  return {
    ownCellGainDb: gain,
    message: `the median own-cell abs(h)^2 P/noise is ${gain.toFixed(1)} dB, expected ${low} to ${high} dB: P/noise is powerBudgetDb = ${powerBudgetDb} dB for any noisePower (${noisePower}); scale the channels or set powerBudgetDb, see docs/channels.md`,
  };
}
