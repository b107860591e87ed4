import { describe, expect, it } from 'vitest';
import { clusteredInterval, designInterval, meanInterval, wilson } from '../../src/model/clusteredInterval.ts';
import { addFrame, designCoverage, FRAME_LAWS, frameCoverage } from './intervalCoverage.ts';

/** Interval of frames with these numbers of wrong decisions out of `size`. */
function intervalOf(wrong: readonly number[], size: number): [number, number] {
  const tally = { clusters: wrong.length, size, wrong: 0, squares: 0, withWrong: 0, withRight: 0 };
  wrong.forEach((w) => addFrame(tally, w));
  return clusteredInterval(tally);
}

it('wilson covers the exact share and stays in [0, 1]', () => {
  expect(wilson(0, 10)[0]).toBe(0);
  expect(wilson(10, 10)[1]).toBeCloseTo(1, 12);
  // Agresti and Coull (1998), 95%: 3 of 10 gives 0.108 .. 0.603
  expect(wilson(3, 10)[0]).toBeCloseTo(0.108, 3);
  expect(wilson(3, 10)[1]).toBeCloseTo(0.603, 3);
});

describe('clusteredInterval', () => {
  it('knows no more than the number of frames where no error is seen, or nothing but errors', () => {
    const [lower, upper] = intervalOf(Array<number>(100).fill(0), 30);
    expect(lower).toBe(0);
    expect(upper).toBeGreaterThan(wilson(0, 100)[1]);
    expect(upper).toBeLessThan(wilson(0, 95)[1]);
    const [low, high] = intervalOf(Array<number>(100).fill(30), 30);
    expect([1 - low, 1 - high]).toEqual([expect.closeTo(upper, 12), expect.closeTo(lower, 12)]);
  });

  it('is that of the frames where the decisions of each are all the same', () => {
    const frames = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 30 : 0));
    const [lower, upper] = intervalOf(frames, 30);
    expect(lower).toBeCloseTo(wilson(100, 400)[0], 3);
    expect(upper).toBeCloseTo(wilson(100, 400)[1], 3);
  });

  it("comes near Wilson's of all decisions where frames show no spread of their own", () => {
    const frames = Array.from({ length: 2000 }, (_, i) => 5 + (i % 3));
    const [lower, upper] = intervalOf(frames, 30);
    const [a, b] = wilson(12_000 - 1, 60_000);
    expect((upper - lower) / (b - a)).toBeGreaterThan(1);
    expect((upper - lower) / (b - a)).toBeLessThan(1.02);
  });

  it('does not depend on the order of the frames, and says little after one frame', () => {
    expect(intervalOf([3, 0, 1, 7], 30)).toEqual(intervalOf([7, 1, 0, 3], 30));
    const [lower, upper] = intervalOf([3], 30);
    expect(upper - lower).toBeGreaterThan(0.7);
  });
});

describe('intervals of 95% hold the true rate', () => {
  const REPETITIONS = 400;
  // four standard deviations of the share of 400 repetitions below 0.95
  const LEAST = 0.95 - 4 * Math.sqrt((0.95 * 0.05) / REPETITIONS);

  it.each(
    FRAME_LAWS.slice(0, -1).flatMap((law) => [20, 200].map((frames) => [law.name, law.rate, frames, law] as const)),
  )('over frames: %s, rate %f, %i frames', (_, __, frames, law) => {
    const { clustered } = frameCoverage(law, frames, REPETITIONS, 1n);
    expect(clustered.share).toBeGreaterThan(LEAST);
  });

  it("whereas Wilson's over all decisions misses it where frames differ", () => {
    const law = FRAME_LAWS.find(({ name }) => name === 'half the frames at 0.4');
    expect(law && frameCoverage(law, 200, REPETITIONS, 1n).independent.share).toBeLessThan(0.6);
  });

  it.each([5, 20, 100])('over %i designs whose rates vary by a factor of e^0.5', (designs) => {
    const law = FRAME_LAWS.find(({ name }) => name.endsWith('e^0.5'));
    expect(law && designCoverage(law, designs, REPETITIONS, 2n).share).toBeGreaterThan(LEAST);
  });
});

describe('designInterval', () => {
  it("has Student's quantile of the tables", () => {
    // rates in equal steps around 0.3: Wilson's centre (p + a/2) / (1 + a) tells a = z^2 / n_eff, and n_eff the quantile
    const quantile = (degrees: number): number => {
      const designs = degrees + 1;
      const rates = Array.from({ length: designs }, (_, i) => 0.3 + 0.01 * (i - degrees / 2));
      const between = rates.reduce((sum, rate) => sum + (rate - 0.3) ** 2, 0) / (designs * degrees);
      const [lower, upper] = designInterval(rates, 1e9);
      const centre = (lower + upper) / 2;
      return Math.sqrt(((0.3 * 0.7) / between) * ((0.3 - centre) / (centre - 0.5)));
    };
    const table = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281];
    table.forEach((t, i) => expect(Math.abs(quantile(i + 1) / t - 1)).toBeLessThan(1.3e-3));
    expect(quantile(30)).toBeCloseTo(2.0423, 4);
  });

  it('needs two designs and an error', () => {
    expect(designInterval([0.1], 1000)).toEqual([Number.NaN, Number.NaN]);
    expect(designInterval([0, 0, 0], 3000)).toEqual([Number.NaN, Number.NaN]);
  });

  it('has a width that the spread over designs decides, not the number of decisions', () => {
    const rates = [0.01, 0.02, 0.03, 0.04];
    const [lower, upper] = designInterval(rates, 4e6);
    expect(designInterval(rates, 4e4)).toEqual([expect.closeTo(lower, 12), expect.closeTo(upper, 12)]);
    // near mean +- t s / sqrt(D)
    const half = 3.1824 * Math.sqrt((2 * (0.015 ** 2 + 0.005 ** 2)) / 12);
    expect((upper - lower) / 2 / half).toBeGreaterThan(0.9);
    expect((upper - lower) / 2 / half).toBeLessThan(1.2);
  });

  it('is at least as wide as that of as many independent decisions', () => {
    const [lower, upper] = designInterval([0.1, 0.1, 0.1], 3000);
    const [a, b] = wilson(300, 3000);
    expect(lower).toBeLessThan(a);
    expect(upper).toBeGreaterThan(b);
  });
});

describe('the interval of a mean of known values', () => {
  it('is that of Student, holds the mean however small it is, and stays within [0, 1]', () => {
    const tiny = [1.6e-32, 0, 2e-89, 3.3e-67, 0, 4.4e-246];
    const [lower, upper] = meanInterval(tiny);
    const mean = tiny.reduce((a, b) => a + b, 0) / 6;
    expect(lower).toBe(0);
    expect(upper).toBeGreaterThan(mean);
    expect(upper).toBeLessThan(1e-31);
    // t of 3 degrees of freedom is 3.182
    const [from, to] = meanInterval([0.1, 0.2, 0.3, 0.4]);
    expect(from).toBeCloseTo(0.25 - (3.182 * 0.1291) / 2, 3);
    expect(to).toBeCloseTo(0.25 + (3.182 * 0.1291) / 2, 3);
    expect(meanInterval([1, 1, 0.9])[1]).toBe(1);
    expect(meanInterval([0.5])).toEqual([Number.NaN, Number.NaN]);
  });
});
