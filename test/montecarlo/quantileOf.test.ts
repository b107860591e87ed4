import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SinrDistribution } from '../../src/montecarlo/distribution.ts';
import { quantileRanks } from '../../src/montecarlo/intervals/quantileRanks.ts';
import { quantileOf } from '../../src/montecarlo/quantileOf.ts';

const GRID = { fromDb: -10, toDb: 10, stepDb: 0.5 };
const BINS = 40;

/** What is kept of some SINRs in dB: counts in bins over `referenceDb`, and the `most` smallest. */
function distributionOf(decibels: readonly number[], most: number, referenceDb = 3): SinrDistribution {
  const counts = new Float64Array(BINS + 2);
  for (const x of decibels) {
    const bin = Math.floor((x - referenceDb - GRID.fromDb) / GRID.stepDb);
    const at = Math.max(-1, Math.min(BINS, bin)) + 1;
    counts[at] = (counts[at] as number) + 1;
  }
  const first = counts.findIndex((n) => n > 0);
  const sorted = decibels.toSorted((a, b) => a - b).slice(0, most);
  return {
    draws: decibels.length,
    grid: GRID,
    reference: 10 ** (referenceDb / 10),
    firstBin: first - 1,
    counts: counts.slice(first, counts.findLastIndex((n) => n > 0) + 1),
    below: [],
    tail: Float64Array.from(sorted, (x) => 10 ** (x / 10)),
    tailDraws: new Float64Array(sorted.length),
    mean: 1,
    squares: 0,
  };
}

describe('quantileOf', () => {
  it('is the order statistic itself among the smallest SINRs', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 8 * Math.sin(i * i));
    const sorted = values.toSorted((a, b) => a - b);
    const { lower, rank, upper } = quantileRanks(1000, 0.02);
    const quantile = quantileOf(distributionOf(values, upper), 0.02);
    expect(quantile.value).toBeCloseTo(sorted[rank - 1] as number, 12);
    expect(quantile.lower).toBeCloseTo(sorted[lower - 1] as number, 12);
    expect(quantile.upper).toBeCloseTo(sorted[upper - 1] as number, 12);
  });

  it('has the ends and the middle of a bin beyond them', () => {
    // one value in each bin, at a tenth of its width
    const values = Array.from({ length: BINS }, (_, i) => 3 - 10 + 0.5 * i + 0.05);
    const { lower, rank, upper } = quantileRanks(BINS, 0.5);
    const quantile = quantileOf(distributionOf(values, 1), 0.5);
    const start = (place: number): number => 3 - 10 + 0.5 * (place - 1);
    expect(quantile.lower).toBeCloseTo(start(lower), 12);
    expect(quantile.value).toBeCloseTo(start(rank) + 0.25, 12);
    expect(quantile.upper).toBeCloseTo(start(upper) + 0.5, 12);
  });

  it('is open in the bin above the grid, and starts at the smallest SINRs in the one below it', () => {
    const above = quantileOf(
      distributionOf(
        Array.from({ length: 100 }, (_, i) => 60 + i),
        1,
      ),
      0.5,
    );
    expect(above).toEqual({ value: Infinity, lower: 60, upper: Infinity });
    const far = quantileOf(distributionOf([...Array(99).fill(60), 5] as number[], 1), 0.5);
    expect(far).toEqual({ value: Infinity, lower: expect.closeTo(13, 12), upper: Infinity });
    const below = quantileOf(
      distributionOf(
        Array.from({ length: 100 }, (_, i) => -40 + i / 10),
        3,
      ),
      0.5,
    );
    const largest = -40 + 0.2;
    expect(below.lower).toBeCloseTo(largest, 12);
    expect(below.value).toBeCloseTo((largest - 7) / 2, 12);
    expect(below.upper).toBeCloseTo(-7, 12);
  });

  it('is -Infinity for an SINR of 0, and has no ends where the draws are too few', () => {
    const zeros = [...Array(5).fill(-Infinity), 1, 2, 3] as number[];
    expect(quantileOf(distributionOf(zeros, 8), 0.5).value).toBe(-Infinity);
    expect(quantileOf(distributionOf([1, 2, 3], 3), 0.5)).toEqual({
      value: expect.closeTo(2, 12),
      lower: -Infinity,
      upper: Infinity,
    });
    // a value is above the 0.001 quantile 99.9% of the time
    const one = expect.closeTo(1, 12) as number;
    expect(quantileOf(distributionOf([1], 1), 0.001)).toEqual({ value: one, lower: -Infinity, upper: one });
  });

  it('holds the order statistics and grows with its level, wherever the SINRs lie', () => {
    const db = fc.oneof(fc.double({ min: -20, max: 25, noNaN: true }), fc.constantFrom(-Infinity, 0, 3, 13.5));
    fc.assert(
      fc.property(fc.array(db, { minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (values, most) => {
        const sorted = values.toSorted((a, b) => a - b);
        const distribution = distributionOf(values, most);
        let before = { value: -Infinity, lower: -Infinity, upper: -Infinity };
        for (const level of [0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 0.99]) {
          const quantile = quantileOf(distribution, level);
          const { lower, rank, upper } = quantileRanks(values.length, level);
          const at = (place: number): number => sorted[place - 1] ?? (place < 1 ? -Infinity : Infinity);
          expect(quantile.lower).toBeLessThanOrEqual(quantile.value);
          expect(quantile.upper).toBeGreaterThanOrEqual(quantile.value);
          expect(quantile.lower).toBeLessThanOrEqual(at(lower) + 1e-9);
          expect(quantile.upper).toBeGreaterThanOrEqual(at(upper) - 1e-9);
          // a bin is half a decibel wide
          const inGrid = at(rank) > -7 && at(rank) < 13;
          if (inGrid) expect(Math.abs(quantile.value - at(rank))).toBeLessThanOrEqual(0.25 + 1e-9);
          for (const name of ['value', 'lower', 'upper'] as const)
            expect(quantile[name]).toBeGreaterThanOrEqual(before[name]);
          before = quantile;
        }
      }),
    );
  });
});
