import { describe, expect, it } from 'vitest';
import { countedRcrb, countedValue } from '../../src/study/countedDraws.ts';

describe('the rule of every statistic over draws', () => {
  const met = { designed: true, meetsClaim: true };

  it('takes the value of a design that meets its claim', () => {
    expect(countedValue(met, 2.5, Infinity)).toBe(2.5);
    expect(countedRcrb({ ...met, rho: null }, 2.5)).toBe(2.5);
    expect(countedRcrb({ ...met, rho: 0.5 }, Infinity)).toBe(Infinity);
  });

  it('counts a draw without a design, or with one short of its claim, as the worst value', () => {
    for (const draw of [
      { designed: false, meetsClaim: false },
      { designed: true, meetsClaim: false },
    ]) {
      expect(countedValue(draw, 2.5, Infinity)).toBe(Infinity);
      expect(countedValue(draw, 20, -Infinity)).toBe(-Infinity);
      expect(countedRcrb({ ...draw, rho: null }, 2.5)).toBe(Infinity);
      expect(countedRcrb({ ...draw, rho: Number.NaN }, Number.NaN)).toBe(Infinity);
    }
  });

  it('has no RCRB at rho = 0, whatever the design', () => {
    for (const designed of [true, false])
      for (const meetsClaim of [true, false]) expect(countedRcrb({ designed, meetsClaim, rho: 0 }, 2.5)).toBeNaN();
  });
});
