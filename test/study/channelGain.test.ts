import { describe, expect, it } from 'vitest';
import { gainWarning } from '../../src/cli/gainWarning.ts';
import { LIKELY_GAIN_DB, ownCellGainDb } from '../../src/study/channelGain.ts';
import type { Study } from '../../src/study/schema.ts';
import { type ChannelDraw, channelStudy } from './channelStudy.ts';
import { temporaryFolder, tinyStudy } from './tinyStudy.ts';

const SYSTEM = { cells: 2, usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0 };

/** A study whose own-cell links have abs(h)^2 = `gains` on every antenna, one for each realization. */
function withGains(gains: readonly number[]): Study {
  const draws = gains.map((gain) => ({ channels, link }: ChannelDraw) => {
    channels.fill(1e6); // inter-cell links do not count
    for (const m of [0, 1]) link(m, m, 0).set([Math.sqrt(gain), 0, 0, Math.sqrt(gain)]);
  });
  return channelStudy(temporaryFolder(), SYSTEM, draws, 'schemes: BLP-CBF\nsweep: { thresholdDb: 0 }').study;
}

describe('median own-cell gain', () => {
  it('is abs(h)^2 P over the noise in dB, the median over the links of the own cell', () => {
    expect(ownCellGainDb(withGains([1, 100, 1e-3]))).toBeCloseTo(40, 10);
    expect(ownCellGainDb(withGains([1e-9, 1e-9, 1]))).toBeCloseTo(-50, 10);
  });

  it('leaves blocked links out, and numbers that are not finite', () => {
    expect(ownCellGainDb(withGains([0, 0, 1e-9]))).toBeCloseTo(-50, 10);
    expect(ownCellGainDb(withGains([Number.NaN, 1e-9, Infinity]))).toBeCloseTo(-50, 10);
    expect(ownCellGainDb(withGains([0]))).toBeNaN();
    expect(gainWarning(withGains([0]))).toBeNull();
  });

  it('does not depend on the unit of the noise, and is near powerBudgetDb for drawn channels', () => {
    const drawn = (scenario: string) => tinyStudy((t) => t.replace('scenario: {', `scenario: { ${scenario}`));
    expect(ownCellGainDb(drawn('noisePower: 1e-12,'))).toBe(ownCellGainDb(drawn('')));
    expect(Math.abs(ownCellGainDb(tinyStudy((t) => t.replace('channels: 3', 'channels: 500'))) - 40)).toBeLessThan(2);
  });

  it('is warned of below -20 and above 80 dB, in one line that names the noise and the page', () => {
    expect(LIKELY_GAIN_DB).toEqual([-20, 80]);
    const atDb = (db: number) => gainWarning(withGains([10 ** ((db - 40) / 10)]));
    expect(atDb(-19.9)).toBeNull();
    expect(atDb(79.9)).toBeNull();
    expect(atDb(-20.1)?.message).toMatch(
      /^the median own-cell abs\(h\)\^2 P\/noise is -20\.1 dB, expected -20 to 80 dB: .*powerBudgetDb = 40 dB .*noisePower \(1\).*docs\/channels\.md$/,
    );
    expect(atDb(80.1)?.ownCellGainDb).toBeCloseTo(80.1, 6);
    const budget = tinyStudy((t) => t.replace('scenario: {', 'scenario: { powerBudgetDb: 120,'));
    expect(gainWarning(budget)?.message).toContain('powerBudgetDb = 120 dB');
    expect(gainWarning(tinyStudy())).toBeNull();
  });
});
