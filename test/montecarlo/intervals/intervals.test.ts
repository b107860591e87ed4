import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../../src/montecarlo/intervals/clopperPearson.ts';
import { quantileRanks } from '../../../src/montecarlo/intervals/quantileRanks.ts';

type Five = readonly [number, number, number, number, number];

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'reference', 'intervals', 'intervals.json'), 'utf8'),
) as { readonly intervals: readonly Five[]; readonly ranks: readonly Five[] };

/** P(X = k) of X ~ Bin(n, p) for all k, one trial after the other. */
function binomial(n: number, p: number): number[] {
  let law = [1];
  for (let i = 0; i < n; i++)
    law = Array.from({ length: i + 2 }, (_, k) => (law[k] ?? 0) * (1 - p) + (law[k - 1] ?? 0) * p);
  return law;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('clopperPearson', () => {
  it('has the ends of the reference to 1e-12, up to 2^31 trials', () => {
    expect(reference.intervals.length).toBeGreaterThan(80);
    for (const [hits, trials, confidence, lower, upper] of reference.intervals) {
      const ends = clopperPearson(hits, trials, confidence);
      [lower, upper].forEach((expected, i) => {
        const deviation = Math.abs((ends[i] as number) - expected);
        expect(deviation, `${hits} of ${trials} at ${confidence}`).toBeLessThanOrEqual(1e-12 * expected);
      });
    }
  });

  it('has the closed forms without a hit and without a miss', () => {
    for (const trials of [1, 40, 1e6, 2 ** 31]) {
      const [lower, upper] = clopperPearson(0, trials);
      expect(lower).toBe(0);
      expect(upper / -Math.expm1(Math.log(0.025) / trials)).toBeCloseTo(1, 12);
      expect(clopperPearson(trials, trials)).toEqual([expect.closeTo(0.025 ** (1 / trials), 12), 1]);
    }
  });

  it('holds the true probability in at least 95% of all outcomes, whatever it is', () => {
    const trials = 30;
    const intervals = Array.from({ length: trials + 1 }, (_, hits) => clopperPearson(hits, trials));
    for (let p = 0.005; p < 1; p += 0.005) {
      const missed = binomial(trials, p).filter((_, hits) => {
        const [lower, upper] = intervals[hits] as [number, number];
        return p < lower || p > upper;
      });
      expect(sum(missed)).toBeLessThanOrEqual(0.05);
    }
  });

  it('refuses what are no trials', () => {
    for (const [hits, trials] of [
      [0, 0],
      [2, 1],
      [-1, 3],
      [0.5, 3],
    ] as const)
      expect(() => clopperPearson(hits, trials)).toThrow('hits are some of the trials');
    expect(() => clopperPearson(1, 2, 1)).toThrow('a confidence lies between 0 and 1');
  });
});

describe('quantileRanks', () => {
  it('has the ranks of the reference, up to 2^31 draws', () => {
    expect(reference.ranks.length).toBeGreaterThan(50);
    for (const [draws, level, confidence, lower, upper] of reference.ranks)
      expect(quantileRanks(draws, level, confidence), `${level} of ${draws} at ${confidence}`).toMatchObject({
        lower,
        upper,
      });
  });

  it('misses on each side with a probability of 2.5% or less, and one rank nearer with more', () => {
    for (const draws of [1, 7, 60, 200])
      for (const level of [0.01, 0.3, 0.5, 0.95]) {
        const { lower, upper } = quantileRanks(draws, level);
        // of values with a density, the number up to the quantile is binomial
        const law = binomial(draws, level);
        const atMost = (k: number): number => sum(law.slice(0, Math.max(0, k + 1)));
        expect(atMost(lower - 1)).toBeLessThanOrEqual(0.025);
        expect(atMost(lower)).toBeGreaterThan(0.025);
        expect(1 - atMost(upper - 1)).toBeLessThanOrEqual(0.025 + 1e-12);
        expect(1 - atMost(upper - 2)).toBeGreaterThan(0.025);
      }
  });

  it('takes the smallest value that a share of at least the level does not exceed', () => {
    const rankOf = (draws: number, level: number): number => quantileRanks(draws, level).rank;
    expect([rankOf(100, 0.07), rankOf(1000, 0.001), rankOf(1000, 0.0011), rankOf(10, 0.001), rankOf(7, 0.5)]).toEqual([
      7, 1, 2, 1, 4,
    ]);
    for (let percent = 1; percent < 100; percent++) expect(rankOf(1e6, percent / 100)).toBe(percent * 1e4);
  });

  it('refuses levels and numbers of draws that are none', () => {
    expect(() => quantileRanks(0, 0.5)).toThrow('a quantile is one of values');
    expect(() => quantileRanks(10, 0)).toThrow('probabilities lie between 0 and 1');
    expect(() => quantileRanks(10, 1)).toThrow('probabilities lie between 0 and 1');
  });
});
