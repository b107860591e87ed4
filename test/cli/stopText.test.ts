import { describe, expect, it } from 'vitest';
import { stopText } from '../../src/cli/stopText.ts';
import type { StopReport } from '../../src/study/stopping/stopMonitor.ts';

const REPORT: StopReport = {
  rule: { metric: 'rcrb_deg', statistic: 'quantile', halfWidth: 0.01, minimum: 30, confidence: 0.95 },
  realizations: 320,
  cap: 2000,
  reached: true,
  estimates: [
    { label: 'BLP-CBF joint', point: 0, count: 320, estimate: 0.31234567, low: 0.3054321, high: 0.32 },
    { label: 'BLP-CBF paper', point: 1, count: 320, estimate: Infinity, low: 0.5, high: Infinity },
  ],
};

describe('stopText', () => {
  it('tells where the rule stands, then estimate and interval of every grid point', () => {
    expect(stopText(REPORT).split('\n')).toEqual([
      'stop: median of rcrb_deg, 95 % intervals of half width 0.01: reached after 320 of at most 2000 realizations',
      '  BLP-CBF joint  0.31235 [0.30543, 0.32]',
      '  BLP-CBF paper  inf [0.5, inf]',
    ]);
  });

  it.each<[Partial<StopReport['rule']>, string]>([
    [{ statistic: 'quantile', probability: 0.9 }, '0.9 quantile of rcrb_deg'],
    [{ metric: 'sinr_db', statistic: 'mean', range: [0, 40] }, 'mean of sinr_db'],
    [{ metric: 'error_sinr_db', statistic: 'proportion', below: 15 }, 'share of error_sinr_db below 15'],
    [{ metric: 'meets_claim', statistic: 'proportion' }, 'share of designs that meet their claim'],
  ])('names the statistic of %j', (rule, name) => {
    const text = stopText({ ...REPORT, reached: false, rule: { ...REPORT.rule, ...rule } });
    expect(text).toContain(`stop: ${name}, 95 % intervals`);
    expect(text).toContain('not reached after 320 of at most 2000');
  });
});
