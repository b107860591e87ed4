import { drawRealization } from '../model/channels.ts';
import { makeScenario, type ScenarioInput } from '../model/makeScenario.ts';
import { median } from '../model/median.ts';
import { openChannelFile } from './channelFile/openChannelFile.ts';
import type { Study } from './schema.ts';
import { mostCells } from './sweepAxes.ts';

/** Realizations that are looked at, evenly spread, as far as they have together no more numbers than these. */
const SAMPLE = 64;
const MOST_NUMBERS = 2 ** 20;

/** Median own-cell gain outside of which the noise or the unit of the channels is likely to be wrong, dB. */
export const LIKELY_GAIN_DB = [-20, 80] as const;

/**
 * Median over the own-cell links of abs(h)^2 P over the noise power in dB, where abs(h)^2 is the mean over the antennas of a link: over at most 64
 * realizations, evenly spread over the study. Blocked links (zeros) and links with numbers that are not finite are left out.
 *
 * @returns NaN where no link is left.
 */
export function ownCellGainDb(study: Study): number {
  const { powerBudgetDb, channelModel, interCellLoss, userAnglesDeg } = study.scenario;
  const { channels: count } = study.realizations;
  const cells = mostCells(study);
  const usersPerCell = study.sweep.usersPerCell?.[0] ?? study.scenario.usersPerCell;
  const txAntennas = study.sweep.txAntennas?.[0] ?? study.scenario.txAntennas;
  const measured = channelModel === 'file' ? openChannelFile(study) : null;
  const numbers = 2 * cells * cells * usersPerCell * txAntennas;
  const looked = Math.max(1, Math.min(SAMPLE, count, Math.floor(MOST_NUMBERS / numbers)));
  // channels depend on nothing else; P over the noise power is powerBudgetDb, whatever the noise power
  const system: ScenarioInput = {
    cells,
    usersPerCell,
    txAntennas,
    frameLength: txAntennas,
    targetAnglesDeg: Array.from({ length: cells }, () => Array.from({ length: cells }, () => 0)),
  };
  const scenario = makeScenario(system);
  const gains: number[] = [];
  for (let i = 0; i < looked; i++) {
    const realization = Math.floor((i * count) / looked);
    const channels =
      measured?.channelsOf(realization) ??
      drawRealization(scenario, {
        seed: BigInt(study.seed),
        realization,
        interCellLoss,
        channelModel,
        ...(userAnglesDeg ? { userAnglesDeg } : {}),
      }).channels;
    for (let m = 0; m < cells; m++)
      for (let k = 0; k < usersPerCell; k++) {
        const at = 2 * txAntennas * ((m * cells + m) * usersPerCell + k);
        const gain = channels.subarray(at, at + 2 * txAntennas).reduce((sum, x) => sum + x * x, 0) / txAntennas;
        if (gain > 0 && Number.isFinite(gain)) gains.push(gain);
      }
  }
  return powerBudgetDb + 10 * Math.log10(median(gains));
}
