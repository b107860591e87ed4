import { describe, expect, test } from 'vitest';
import { ERROR_LAWS, type ErrorLaw } from '../../src/model/errorLaw.ts';
import { type WasmErrorDraws, withWasmErrorDraws } from '../../src/montecarlo/kernels/cpu/wasmErrorDraws.ts';

const DRAWS = 40_000;
const LINKS = 2;
/** Bounds on 5 standard errors, and for the Kolmogorov-Smirnov statistic a level of 1e-5. */
const KOLMOGOROV = 2.5;

/** Errors of one link at radius 1, [draw][antenna][2], each draw from another realization or draw index. */
function errorsOf(law: ErrorLaw, antennas: number, link: number, first = 0): Float64Array[] {
  return withWasmErrorDraws((wasm) => drawn(wasm, law, antennas, link, first));
}

function drawn(wasm: WasmErrorDraws, law: ErrorLaw, antennas: number, link: number, first: number): Float64Array[] {
  wasm.begin(LINKS, antennas, 4);
  wasm.setKey(11, 5, 3);
  const draws: Float64Array[] = [];
  for (let d = 0; d < DRAWS; d += 4) {
    wasm.drawErrors(ERROR_LAWS.indexOf(law), first + d, 4);
    const numbers = new Float64Array(wasm.memory.buffer, wasm.errorsAt(), 8 * LINKS * antennas);
    for (let lane = 0; lane < 4; lane++)
      draws.push(
        Float64Array.from({ length: 2 * antennas }, (_, i) => numbers[4 * (2 * antennas * link + i) + lane] ?? NaN),
      );
  }
  return draws;
}

const squared = (e: Float64Array): number => e.reduce((sum, x) => sum + x * x, 0);
const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Kolmogorov-Smirnov statistic times the root of the sample size, of values that are to be uniform in [0, 1]. */
function distance(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  return Math.sqrt(n) * Math.max(...sorted.map((x, i) => Math.max((i + 1) / n - x, x - i / n)));
}

/** Distribution function of a sum of n exponential numbers of mean 1. */
function gammaCdf(x: number, n: number): number {
  let term = Math.exp(-x);
  let above = term;
  for (let k = 1; k < n; k++) {
    term *= x / k;
    above += term;
  }
  return 1 - above;
}

/** Mean square norm at radius 1. */
const POWER: Readonly<Record<ErrorLaw, (n: number) => number>> = {
  ball: (n) => n / (n + 1),
  sphere: () => 1,
  gaussian: () => 1,
};

describe.each(ERROR_LAWS)('law %s', (law) => {
  test.each([1, 2, 6])('has its moments and its norm, %i antennas', (n) => {
    for (const [link, first] of [
      [0, 0],
      [1, 2 ** 24 - 20_000],
    ] as const) {
      const draws = errorsOf(law, n, link, first);
      const power = POWER[law](n);
      const norms = draws.map(squared);
      // the variance of norm^2 is that of the law; 1 bounds it
      expect(Math.abs(meanOf(norms) - power)).toBeLessThan(5 / Math.sqrt(DRAWS));
      const share = power / n;
      for (let i = 0; i < 2 * n; i++) {
        const numbers = draws.map((e) => e[i] ?? NaN);
        expect(Math.abs(meanOf(numbers))).toBeLessThan(5 * Math.sqrt(share / 2 / DRAWS));
        expect(Math.abs(meanOf(numbers.map((x) => x * x)) - share / 2)).toBeLessThan(5 / Math.sqrt(DRAWS));
        for (let j = 0; j < i; j++)
          expect(Math.abs(meanOf(draws.map((e) => (e[i] ?? NaN) * (e[j] ?? NaN))))).toBeLessThan(
            5 * Math.sqrt((share * share) / 2 / DRAWS),
          );
      }
      if (law === 'ball') expect(distance(norms.map((x) => x ** n))).toBeLessThan(KOLMOGOROV);
      if (law === 'sphere') expect(Math.max(...norms.map((x) => Math.abs(x - 1)))).toBeLessThan(1e-14);
      if (law === 'gaussian') expect(distance(norms.map((x) => gammaCdf(n * x, n)))).toBeLessThan(KOLMOGOROV);
      // the direction is uniform: the share of the first antenna in norm^2 is Beta(1, n - 1)
      if (n > 1)
        expect(
          distance(draws.map((e, i) => 1 - (1 - squared(e.subarray(0, 2)) / (norms[i] ?? NaN)) ** (n - 1))),
        ).toBeLessThan(KOLMOGOROV);
      const turns = draws.map((e) => Math.atan2(e[1] ?? NaN, e[0] ?? NaN) / (2 * Math.PI) + 0.5);
      expect(distance(turns)).toBeLessThan(KOLMOGOROV);
    }
  });

  test('draws of different links and indices are independent', () => {
    const [a, b] = [errorsOf(law, 2, 0), errorsOf(law, 2, 1)];
    const correlation = (x: readonly number[], y: readonly number[]): number => {
      const [mx, my] = [meanOf(x), meanOf(y)];
      const of = (u: readonly number[], v: readonly number[], mu: number, mv: number): number =>
        meanOf(u.map((s, i) => (s - mu) * ((v[i] ?? NaN) - mv)));
      return of(x, y, mx, my) / Math.sqrt(of(x, x, mx, mx) * of(y, y, my, my));
    };
    const first = (list: readonly Float64Array[]): number[] => list.map((e) => e[0] ?? NaN);
    expect(Math.abs(correlation(first(a), first(b)))).toBeLessThan(5 / Math.sqrt(DRAWS));
    expect(Math.abs(correlation(first(a).slice(1), first(a).slice(0, -1)))).toBeLessThan(5 / Math.sqrt(DRAWS));
    if (law !== 'sphere')
      expect(Math.abs(correlation(a.map(squared), b.map(squared)))).toBeLessThan(5 / Math.sqrt(DRAWS));
  });
});
