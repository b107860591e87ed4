import { describe, expect, it } from 'vitest';
import { drawOf, type Population, sumOver } from '../../../src/study/estimate/sampling.ts';

const population: Population = { sizes: Float64Array.of(1, 2, 5), copies: 4 };
const draws = (count: number): ReturnType<typeof drawOf>[] =>
  Array.from({ length: count }, (_, k) => drawOf(population, k, 0.3));

describe('drawOf', () => {
  it('draws items in proportion to their size, and copies alike', () => {
    const many = draws(800);
    const shares = [0, 1, 2].map((item) => many.filter((d) => d.item === item).length / 100);
    shares.forEach((share, item) => expect(share).toBeCloseTo(population.sizes[item] as number, 1));
    for (let copy = 0; copy < 4; copy++) expect(many.filter((d) => d.copy === copy).length).toBeGreaterThan(190);
  });

  it('is spread evenly from the first draws on', () => {
    const even: Population = { sizes: new Float64Array(8).fill(1), copies: 8 };
    const first = Array.from({ length: 8 }, (_, k) => drawOf(even, k, 0));
    expect(new Set(first.map((d) => d.item)).size).toBeGreaterThan(5);
    expect(new Set(first.map((d) => d.copy)).size).toBeGreaterThan(5);
  });

  it('reaches every item and copy', () => {
    expect(new Set(draws(400).map((d) => `${d.item}/${d.copy}`)).size).toBe(12);
  });
});

describe('sumOver', () => {
  it('is exact where costs are in proportion to sizes', () => {
    const sample = draws(6);
    const { sum, error } = sumOver(
      population,
      sample,
      sample.map(({ item }) => 3 * (population.sizes[item] as number)),
    );
    expect(sum).toBeCloseTo(3 * 8 * 4, 12);
    expect(error).toBe(0);
  });

  it('is exact once everything was measured', () => {
    const sample = draws(400);
    const cost = ({ item, copy }: { item: number; copy: number }): number => 1 + 7 * item + copy ** 2;
    const { sum, error } = sumOver(population, sample, sample.map(cost));
    expect(sum).toBe(3 * (4 + 14) + 4 * (7 + 14));
    expect(error).toBe(0);
  });

  it('has the sum within two errors, for costs that sizes do not tell', () => {
    const cost = ({ item, copy }: { item: number; copy: number }): number => ([3, 1, 9][item] as number) * (1 + copy);
    const truth = (3 + 1 + 9) * (1 + 2 + 3 + 4);
    for (const count of [4, 6, 8, 12]) {
      const sample = draws(count);
      const { sum, error } = sumOver(population, sample, sample.map(cost));
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(sum - truth)).toBeLessThan(2 * error);
    }
  });

  it('does not call one measurement sure', () => {
    const one = sumOver(population, draws(1), [5]);
    expect(one.error).toBeGreaterThan(0.4 * one.sum);
  });
});
