import { describe, expect, it } from 'vitest';
import { boundedMean, type ConfidenceSequence } from '../../../src/study/stopping/boundedMean.ts';
import { fewestSuccesses, quantile } from '../../../src/study/stopping/quantile.ts';
import { testRandom } from '../../conic/testRandom.ts';

const SEQUENCES = 300;
const LENGTH = 600;
const ALPHA = 0.1;
/** Three standard deviations of a share of SEQUENCES above ALPHA. */
const MOST = ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / SEQUENCES);

const next = testRandom(20250);
const random = (): number => (next() + 1) / 2;
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Share of sequences with an interval that misses the truth at any of the looks. */
function misses(make: () => ConfidenceSequence, draw: () => number, truth: number, every = 1): number {
  let missed = 0;
  for (let s = 0; s < SEQUENCES; s++) {
    const sequence = make();
    for (let t = 1; t <= LENGTH; t++) {
      sequence.add(draw());
      if (t % every !== 0) continue;
      const { low, high } = sequence.interval();
      if (low <= truth && truth <= high) continue;
      missed++;
      break;
    }
  }
  return missed / SEQUENCES;
}

/** The usual interval of normal theory, valid at one look only. */
function oneLook(): ConfidenceSequence {
  let [count, sum, squares] = [0, 0, 0];
  return {
    get count() {
      return count;
    },
    add: (x) => {
      count++;
      sum += x;
      squares += x * x;
    },
    estimate: () => sum / count,
    interval: () => {
      const mean = sum / count;
      const radius = 1.645 * Math.sqrt(Math.max(0, squares / count - mean * mean) / count);
      return count < 30 ? { low: 0, high: 1 } : { low: mean - radius, high: mean + radius };
    },
  };
}

describe('boundedMean', () => {
  it.each<[string, () => number, number]>([
    ['uniform numbers', () => random(), 0.5],
    ['fair coins', () => (random() < 0.5 ? 1 : 0), 0.5],
    ['rare events', () => (random() < 0.02 ? 1 : 0), 0.02],
    ['nearly certain events', () => (random() < 0.97 ? 1 : 0), 0.97],
    ['a constant', () => 0.3, 0.3],
    ['a skew law', () => random() ** 4, 0.2],
  ])('misses the mean of %s at any of all looks no more often than asked', (_name, draw, truth) => {
    expect(misses(() => boundedMean(ALPHA), draw, truth)).toBeLessThanOrEqual(MOST);
  });

  it('is needed: an interval for one look misses far more often at repeated looks', () => {
    expect(misses(oneLook, () => random(), 0.5)).toBeGreaterThan(2 * MOST);
  });

  it('narrows, the sooner the smaller the variance', () => {
    const widths = [() => (random() < 0.5 ? 1 : 0), () => random(), () => 0.5 + 0.01 * (random() - 0.5)].map((draw) => {
      const sequence = boundedMean(0.05);
      for (let i = 0; i < 4000; i++) sequence.add(draw());
      const { low, high } = sequence.interval();
      expect(sequence.count).toBe(4000);
      expect(sequence.estimate()).toBeGreaterThan(low);
      expect(sequence.estimate()).toBeLessThan(high);
      return high - low;
    });
    const [coin = 0, uniform = 0, narrow = 0] = widths;
    // one look at 4000 coins would give 0.031
    expect(coin).toBeLessThan(0.075);
    expect(uniform).toBeLessThan(0.65 * coin);
    expect(narrow).toBeLessThan(0.1 * coin);
  });

  it('says nothing without observations and refuses what lies outside of [0, 1]', () => {
    expect(boundedMean(0.05).interval()).toEqual({ low: 0, high: 1 });
    expect(boundedMean(0.05).estimate()).toBeNaN();
    expect(() => boundedMean(0.05).add(1.5)).toThrow('internal error');
  });
});

describe('quantile', () => {
  it.each<[string, number, () => number, number]>([
    ['the median of normal numbers', 0.5, normal, 0],
    ['the median of a law with heavy tails', 0.5, () => Math.tan(Math.PI * (random() - 0.5)), 0],
    ['the 10 % quantile of uniform numbers', 0.1, () => random(), 0.1],
    ['the 95 % quantile of uniform numbers', 0.95, () => random(), 0.95],
    ['a quantile at an atom', 0.5, () => Math.floor(3 * random()), 1],
    ['a quantile at infinity', 0.9, () => (random() < 0.3 ? Infinity : random()), Infinity],
    ['a median below infinity', 0.5, () => (random() < 0.3 ? Infinity : random()), 0.5 / 0.7],
  ])('misses %s at any of all looks no more often than asked', (_name, p, draw, truth) => {
    expect(misses(() => quantile(p, ALPHA), draw, truth, 10)).toBeLessThanOrEqual(MOST);
  });

  it('encloses the sample quantile and narrows', () => {
    const sequence = quantile(0.5, 0.05);
    const widths: number[] = [];
    for (let i = 1; i <= 6400; i++) {
      sequence.add(random());
      if (i % 400 !== 0) continue;
      const { low, high } = sequence.interval();
      expect(sequence.estimate()).toBeGreaterThanOrEqual(low);
      expect(sequence.estimate()).toBeLessThanOrEqual(high);
      widths.push(high - low);
    }
    expect(widths[0]).toBeLessThan(0.2);
    expect(widths.at(-1)).toBeLessThan(0.06); // one look: 0.0245
  });

  it('is unbounded before there are enough observations', () => {
    const sequence = quantile(0.5, 0.05);
    expect(sequence.interval()).toEqual({ low: -Infinity, high: Infinity });
    for (let i = 0; i < 3; i++) sequence.add(i);
    expect(sequence.interval()).toEqual({ low: -Infinity, high: Infinity });
  });

  it('is a point where all observations are infinite', () => {
    const sequence = quantile(0.5, 0.05);
    for (let i = 0; i < 50; i++) sequence.add(Infinity);
    expect(sequence.interval()).toEqual({ low: Infinity, high: Infinity });
  });

  it('leaves possible what is likely: the fewest successes lie a little below t p', () => {
    for (const p of [0.3, 0.5, 0.9])
      for (const t of [100, 1000, 10_000]) {
        const deviations = (t * p - fewestSuccesses(t, p, 0.025)) / Math.sqrt(t * p * (1 - p));
        expect(deviations).toBeGreaterThan(1.96); // a single look
        expect(deviations).toBeLessThan(4.5);
      }
  });
});
