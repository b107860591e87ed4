import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../src/montecarlo/intervals/clopperPearson.ts';
import { meanOutage, outagesOf, probabilityText } from '../../src/study/meanOutage.ts';

describe('meanOutage', () => {
  it('has the mean of the designs, and an interval of their spread', () => {
    const outages = Array.from({ length: 60 }, (_, i) => 0.1 + 0.08 * Math.sin(i * i));
    const mean = outages.reduce((a, b) => a + b, 0) / 60;
    const deviation = Math.sqrt(outages.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (60 * 59));
    for (const draws of [null, 1_000_000]) {
      const found = meanOutage(outages, draws);
      expect(found).toMatchObject({ exact: draws === null, designs: 60, mean });
      // two standard deviations of the mean, as of any mean of many values
      expect((found?.lower ?? NaN) / (mean - 2 * deviation)).toBeCloseTo(1, 1);
      expect((found?.upper ?? NaN) / (mean + 2 * deviation)).toBeCloseTo(1, 1);
    }
  });

  it('is never narrower than the drawn errors of all designs tell', () => {
    // by chance no spread at all
    const found = meanOutage(Array(50).fill(0.02) as number[], 10);
    const [lower, upper] = clopperPearson(10, 500);
    expect(found?.lower).toBeLessThan(0.0125);
    expect(found?.upper).toBeGreaterThan(0.03);
    expect((found?.upper ?? NaN) - (found?.lower ?? NaN)).toBeGreaterThan(0.8 * (upper - lower));
  });

  it('has an upper limit where no drawn error leads to an outage', () => {
    expect(meanOutage([0, 0, 0], 1000)).toEqual({
      exact: false,
      designs: 3,
      mean: 0,
      lower: 0,
      upper: expect.closeTo(-Math.expm1(Math.log(0.025) / 3000), 12),
    });
  });

  it('has no interval of one design, and none of outages that are exactly 0', () => {
    expect(meanOutage([0.1], 1000)).toMatchObject({ designs: 1, mean: 0.1, lower: NaN, upper: NaN });
    expect(meanOutage([0, 0], null)).toMatchObject({ mean: 0, lower: NaN, upper: NaN });
  });

  it('takes the exact outages where there are some, and none of draws without a design', () => {
    const none = { outage: NaN, exactOutage: NaN };
    expect(outagesOf([none, none], 0)).toBeNull();
    expect(outagesOf([{ ...none, outage: 0.5 }, none], 10)).toMatchObject({ exact: false, designs: 1, mean: 0.5 });
    const both = { outage: 0.5, exactOutage: 0.4 };
    expect(outagesOf([both, none, both], 10)).toMatchObject({ exact: true, designs: 2, mean: 0.4 });
  });
});

describe('probabilityText', () => {
  it('has three digits', () => {
    const texts = [0, 1, 0.98765, 0.001234, 0.0001234, 5.04e-12].map(probabilityText);
    expect(texts).toEqual(['0', '1', '0.988', '0.00123', '1.23e-4', '5.04e-12']);
  });
});
