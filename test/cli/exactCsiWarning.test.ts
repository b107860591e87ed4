import { describe, expect, it } from 'vitest';
import { exactCsiWarning } from '../../src/cli/exactCsiWarning.ts';
import { tinyStudy } from '../study/tinyStudy.ts';

describe('the warning of robust designs and CSI errors at d = 0', () => {
  const exact = tinyStudy((t) => t.replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0'));

  it('names what equals the study without it', () => {
    expect(exactCsiWarning(exact)).toBe(
      'every csiErrorRadius is 0: robustness guaranteed gives the designs of none, and all 4 CSI errors are zero',
    );
    expect(exactCsiWarning({ ...exact, robustness: ['none'] })).toBe(
      'every csiErrorRadius is 0: all 4 CSI errors are zero',
    );
  });

  it('is not given where some d is above 0, or nothing is asked of the error', () => {
    expect(exactCsiWarning(tinyStudy((t) => t))).toBeNull();
    expect(exactCsiWarning({ ...exact, sweep: { ...exact.sweep, csiErrorRadius: [0, 0.01] } })).toBeNull();
    expect(
      exactCsiWarning({ ...exact, robustness: ['none'], realizations: { ...exact.realizations, errors: 0 } }),
    ).toBeNull();
  });
});
