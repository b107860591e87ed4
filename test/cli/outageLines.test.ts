import { describe, expect, it } from 'vitest';
import { outageLines } from '../../src/cli/outageLines.ts';
import type { SummaryLine } from '../../src/study/summary.ts';

const line = (scheme: string, threshold: number, outage: SummaryLine['outage']): SummaryLine => ({
  scheme,
  design: 'joint',
  robustness: 'guaranteedSum',
  point: `J=2 K=3 N=6 L=30 d=0.01 threshold_db=${threshold}`,
  draws: 50,
  feasible: 50,
  undecided: 0,
  failed: 0,
  meetsClaim: 50,
  holdsOverBall: 50,
  medianRcrbDeg: 1,
  medianSinrDb: 1,
  hasThreshold: true,
  worstMarginDb: 0,
  loose: 0,
  largestGap: 1,
  outage,
});

describe('outageLines', () => {
  it('has nothing to say without outages', () => {
    expect(outageLines([line('BLP-CBF', 5, null)])).toEqual([]);
  });

  it('has the mean of every point with its interval and its draws, in 80 columns', () => {
    const lines = outageLines([
      line('BLP-CBF', 5, { exact: false, designs: 50, mean: 1.234e-5, lower: 1.1e-5, upper: 1.3456e-5 }),
      line('BLP-CBF', 10, { exact: false, designs: 1, mean: 0.5, lower: NaN, upper: NaN }),
      line('BLP-CoMP', 5, null),
    ]);
    expect(lines).toEqual([
      'outage: mean over the draws with a design, 95% interval over channel draws',
      'BLP-CBF, design joint, robustness guaranteedSum:',
      '  J=2 K=3 N=6 L=30 d=0.01 threshold_db=5   1.23e-5 (1.10e-5 to 1.35e-5)  50/50',
      '  J=2 K=3 N=6 L=30 d=0.01 threshold_db=10  0.5                           1/50',
      'BLP-CoMP, design joint, robustness guaranteedSum:',
      '  J=2 K=3 N=6 L=30 d=0.01 threshold_db=5   -                             0/50',
    ]);
    for (const text of lines) expect(text.length).toBeLessThanOrEqual(80);
    const exact = outageLines([
      line('BLP-CBF', 5, { exact: true, designs: 50, mean: 1.234e-10, lower: 1.1e-10, upper: 1.3456e-10 }),
    ]);
    expect(exact[0]).toBe('exact outage: mean over the draws with a design, 95% interval over channel draws');
    for (const text of exact) expect(text.length).toBeLessThanOrEqual(80);
  });
});
