import { describe, expect, test } from 'vitest';
import { exactOutage } from '../../../src/model/outage/exactOutage.ts';
import { binomialTail, judged, randomCase, sampledOutage } from './outageSampling.ts';

describe('against drawn errors', () => {
  test('200 random systems at a family level of 1e-3', () => {
    const draws = 3000;
    const all: { index: number; p: number; tail: number }[] = [];
    for (let index = 0; index < 200; index++) {
      const given = randomCase(index);
      const { scenario, channels, precoders, cooperation, ...options } = given;
      const exact = exactOutage(scenario, channels, precoders, cooperation, options);
      for (const [p, count] of judged(exact, sampledOutage(given, draws, index))) {
        if (p < 1e-6) expect(count, `case ${index}: draws of probability ${p}`).toBeLessThan(3);
        else if (p > 1 - 1e-6) expect(count, `case ${index}: draws of probability ${p}`).toBeGreaterThan(draws - 3);
        else all.push({ index, p, tail: binomialTail(count, draws, p) });
      }
    }
    expect(all.filter(({ p }) => p > 1e-3 && p < 0.5).length).toBeGreaterThan(250);
    const level = 1e-3 / (2 * all.length);
    expect(all.filter(({ tail }) => tail < level)).toEqual([]);
    // the tails spread evenly over (0, 1/2), a little less at its end for the steps of counts
    const share = all.filter(({ tail }) => tail < 0.05).length / all.length;
    expect(share).toBeLessThan(0.13);
    expect(share).toBeGreaterThan(0.05);
  });
});
