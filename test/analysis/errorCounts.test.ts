import { expect, it } from 'vitest';
import { limitWithoutErrors, pooledErrors } from '../../src/analysis/errorCounts.ts';
import type { DesignRecord } from '../../src/analysis/readDesigns.ts';
import { wilson } from '../../src/model/clusteredInterval.ts';

const designs = (radius: number, count: number): DesignRecord[] =>
  Array.from(
    { length: count },
    (_, id) => ({ id, sweep: { csi_error_radius: radius, frame_length: 30 } }) as unknown as DesignRecord,
  );

it('more decisions of the same designs do not narrow the interval over designs', () => {
  const interval = (decisions: number): number[] => {
    const rates = [0.1, 0.15, 0.3];
    const counts = new Map(rates.map((r, id) => [id, { wrong: Math.round(r * decisions), decisions }]));
    const { rate, lower, upper } = pooledErrors(designs(0, 3), counts);
    expect(rate).toBeCloseTo(0.55 / 3, 12);
    return [lower, upper];
  };
  const [few, many] = [interval(1000), interval(100_000)];
  few.forEach((x, i) => expect(many[i]).toBeCloseTo(x, 12));
});

it('without an error the limit is that of all symbol times, or of all frames where these share a CSI error', () => {
  expect(limitWithoutErrors(designs(0, 5), 200)).toBe(wilson(0, 5 * 200 * 30)[1]);
  expect(limitWithoutErrors(designs(0.01, 5), 200)).toBe(wilson(0, 5 * 200)[1]);
  expect(limitWithoutErrors([], 200)).toBeNaN();
  const counts = new Map([0, 1].map((id) => [id, { wrong: 0, decisions: 100 }]));
  expect(pooledErrors(designs(0, 2), counts)).toMatchObject({ rate: 0, lower: Number.NaN, upper: Number.NaN });
});
