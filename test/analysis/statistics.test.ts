import { array, assert, constantFrom, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandedMedian,
  distributionCurve,
  distributionSteps,
  medianIntervalRank,
  quantile,
} from '../../src/analysis/statistics.ts';

/** P(Binomial(n, 1/2) < r) from the binomial coefficients. */
function below(n: number, r: number): number {
  let [coefficient, sum] = [1, 0];
  for (let k = 0; k < r; k++) {
    sum += coefficient;
    coefficient = (coefficient * (n - k)) / (k + 1);
  }
  return sum / 2 ** n;
}

describe('medianIntervalRank', () => {
  it('is the largest rank with a coverage of at least 95%', () => {
    for (let n = 1; n <= 60; n++) {
      const rank = medianIntervalRank(n);
      if (rank > 0) expect(1 - 2 * below(n, rank)).toBeGreaterThanOrEqual(0.95);
      expect(1 - 2 * below(n, rank + 1)).toBeLessThan(0.95);
    }
  });

  it('agrees with published tables: none below 6, 1 at 6, 2 at 10, 6 at 20, 40 at 100', () => {
    expect([5, 6, 10, 20, 100].map(medianIntervalRank)).toEqual([0, 1, 2, 6, 40]);
  });

  it('goes on smoothly where the powers of two underflow', () => {
    expect(Math.abs(medianIntervalRank(1001) - medianIntervalRank(1000))).toBeLessThanOrEqual(1);
    expect(medianIntervalRank(100_000)).toBeGreaterThan(49_600);
    expect(medianIntervalRank(100_000)).toBeLessThan(49_800);
  });
});

describe('bandedMedian', () => {
  it('gives no confidence band for fewer than 6 values and the extremes for 6', () => {
    expect(bandedMedian([3, 1, 2, 5, 4], 'confidence')).toEqual({ value: 3, lower: NaN, upper: NaN });
    expect(bandedMedian([3, 1, 2, 5, 4, 6], 'confidence')).toEqual({ value: 3.5, lower: 1, upper: 6 });
  });

  it('holds the median and lies within the values, for either band', () => {
    assert(
      property(
        array(double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 6, maxLength: 40 }),
        constantFrom('confidence' as const, 'quartiles' as const),
        (values, band) => {
          const { value, lower, upper } = bandedMedian(values, band);
          expect(lower).toBeGreaterThanOrEqual(Math.min(...values));
          expect(lower).toBeLessThanOrEqual(value);
          expect(upper).toBeGreaterThanOrEqual(value);
          expect(upper).toBeLessThanOrEqual(Math.max(...values));
        },
      ),
    );
  });

  it('gives the quartiles of R type 7', () => {
    expect(bandedMedian([1, 2, 3, 4], 'quartiles')).toEqual({ value: 2.5, lower: 1.75, upper: 3.25 });
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('distributionSteps', () => {
  it('is the share of values at or below each of them', () => {
    const values = [2, 7, 7, 1, 9];
    for (const { x, share } of distributionSteps(values).filter((s, i, all) => s.x !== all[i + 1]?.x))
      expect(share).toBe(values.filter((v) => v <= x).length / values.length);
  });

  it('counts values that are not there: infeasible draws keep it below 1', () => {
    expect(distributionSteps([3, 4], 8)).toEqual([
      { x: 3, share: 1 / 8 },
      { x: 4, share: 2 / 8 },
    ]);
  });

  it('keeps the first and last of many values, each at its exact share', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
    const steps = distributionSteps(values, 1000, 50);
    expect(steps).toHaveLength(50);
    expect(steps[0]).toEqual({ x: 0, share: 0.001 });
    expect(steps.at(-1)).toEqual({ x: 999, share: 1 });
    for (const { x, share } of steps) expect(share).toBeCloseTo((x + 1) / 1000, 12);
  });

  it('draws a curve up from 0, or from the share of values without a place on the axis', () => {
    expect(distributionCurve([5, 6])).toEqual([
      { x: 5, share: 0 },
      { x: 5, share: 0.5 },
      { x: 6, share: 1 },
    ]);
    expect(distributionCurve([-Infinity, 6])).toEqual([{ x: 6, share: 1 }]);
  });
});
