import { describe, expect, it } from 'vitest';
import { ListedValues, PooledSinr } from '../../src/analysis/pooledSinr.ts';
import { decadeRanks, evenRanks } from '../../src/analysis/statistics.ts';
import type { SinrDistribution } from '../../src/montecarlo/distribution.ts';
import { binCount, type SinrGrid } from '../../src/montecarlo/grid.ts';
import { openStream } from '../../src/random/stream.ts';

const GRID: SinrGrid = { fromDb: -30, toDb: 30, stepDb: 0.01 };

/** Margins in dB of some SINRs over a reference, ascending. */
function margins(sinr: readonly number[], reference: number): number[] {
  return sinr.map((x) => 10 * Math.log10(x / reference)).sort((a, b) => a - b);
}

/** What is kept of some linear SINRs, by sorting them. */
function distributionOf(sinr: readonly number[], reference: number, most: number, grid: SinrGrid): SinrDistribution {
  const counts = new Map<number, number>();
  for (const x of margins(sinr, reference)) {
    const bin = Math.min(binCount(grid), Math.max(-1, Math.floor((x - grid.fromDb) / grid.stepDb)));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const [firstBin, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  const tail = Float64Array.from(sinr.toSorted((a, b) => a - b).slice(0, most));
  return {
    draws: sinr.length,
    grid,
    reference,
    firstBin,
    counts: Float64Array.from({ length: last - firstBin + 1 }, (_, i) => counts.get(firstBin + i) ?? 0),
    below: [sinr.filter((x) => x < reference).length],
    tail,
    tailDraws: tail,
    mean: Number.NaN,
    squares: Number.NaN,
  };
}

/** SINRs of some designs, each over a threshold of its own. */
function designs(number: number, draws: number): { reference: number; sinr: number[] }[] {
  const random = openStream({ seed: 5n, realization: 0, stream: 'csiError' });
  return Array.from({ length: number }, (_, k) => {
    const reference = 10 ** (0.3 + 0.11 * k);
    const spread = 0.5 + 0.2 * k;
    return {
      reference,
      sinr: Array.from(
        { length: draws },
        () => reference * 10 ** ((0.4 + spread * (random.uniform() ** 2 - 0.2)) / 10),
      ),
    };
  });
}

function pooled(list: ReturnType<typeof designs>, most: number, grid: SinrGrid = GRID): PooledSinr {
  const pool = new PooledSinr(grid);
  for (const { reference, sinr } of list) pool.add(distributionOf(sinr, reference, most, grid));
  return pool;
}

const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('pooled SINRs', () => {
  const list = designs(6, 3000);
  const sorted = list.flatMap(({ sinr, reference }) => margins(sinr, reference)).sort((a, b) => a - b);

  it('are those of plain sorting: exactly up to the least of the largest kept ones, within a bin above', () => {
    const values = pooled(list, 50).atRanks(all(sorted.length));
    const cut = Math.min(...list.map(({ sinr, reference }) => margins(sinr, reference)[49] as number));
    expect(sorted.filter((x) => x <= cut).length).toBeGreaterThanOrEqual(50);
    values.forEach((x, i) => {
      const expected = sorted[i] as number;
      if (expected <= cut) expect(x).toBeCloseTo(expected, 11);
      else expect(Math.abs(x - expected)).toBeLessThan(GRID.stepDb + 1e-9);
      if (i > 0) expect(x).toBeGreaterThanOrEqual(values[i - 1] as number);
    });
  });

  it('are exact where every draw is kept', () => {
    const pool = pooled(list, 3000);
    pool.atRanks(all(sorted.length)).forEach((x, i) => expect(x).toBeCloseTo(sorted[i] as number, 11));
    expect(pool.below).toBe(sorted.filter((x) => x < 0).length);
  });

  it('are within a bin above where more are kept than a pool holds', () => {
    const many = designs(30, 4000);
    const values = pooled(many, 3900).atRanks(all(120_000));
    const expected = many.flatMap(({ sinr, reference }) => margins(sinr, reference)).sort((a, b) => a - b);
    values.forEach((x, i) => {
      if (Math.abs(x - (expected[i] as number)) > GRID.stepDb + 1e-9) expect(x).toBe(expected[i]);
    });
    expect(values.slice(0, 20_000)).toEqual(expected.slice(0, 20_000).map((x) => expect.closeTo(x, 11) as number));
  });

  it('are the same in any order of the designs', () => {
    const ranks = decadeRanks(sorted.length);
    expect(pooled(list.toReversed(), 50).atRanks(ranks)).toEqual(pooled(list, 50).atRanks(ranks));
  });

  it('begin with SINRs of 0 and with designs that have none', () => {
    const pool = pooled([{ reference: 2, sinr: [0, 4, 0, 2, 8] }], 4);
    pool.addMissing(5);
    expect([pool.draws, pool.missing, pool.below]).toEqual([10, 7, 7]);
    expect(pool.atRanks([1, 7, 8, 9])).toEqual([-Infinity, -Infinity, 0, expect.closeTo(3.0103, 4)]);
    // the largest lies in its bin
    expect(Math.abs((pool.atRanks([10])[0] ?? 0) - 6.0206)).toBeLessThan(0.01);
  });

  it('put what lies below the bins at their end where no SINR of it is kept, and what lies above at infinity', () => {
    const grid = { fromDb: -1, toDb: 1, stepDb: 0.5 };
    const pool = pooled([{ reference: 1, sinr: [0, 0, 0.01, 1.05, 100] }], 2, grid);
    expect(pool.atRanks(all(5))).toEqual([-Infinity, -Infinity, -1, 0.5, Infinity]);
    const kept = pooled([{ reference: 1, sinr: [0.001, 0.01, 0.02, 1.05] }], 1, grid);
    expect(kept.atRanks([1, 2, 3])).toEqual([-30, -15.5, -1]);
    pool.addAbove(2);
    expect(pool.atRanks([6, 7])).toEqual([Infinity, Infinity]);
  });

  it('are none without draws', () => {
    expect(new PooledSinr(GRID).atRanks([])).toEqual([]);
    const pool = new PooledSinr(GRID);
    pool.addMissing(3);
    expect(pool.atRanks([1, 3])).toEqual([-Infinity, -Infinity]);
  });

  it('are in designs of equal SINRs all the same, also beyond what a pool holds', () => {
    const pool = pooled([{ reference: 1, sinr: Array.from({ length: 70_000 }, () => 2) }], 65_536);
    for (const x of pool.atRanks([1, 65_536, 70_000])) expect(Math.abs(x - 3.0103)).toBeLessThan(0.01);
  });
});

describe('values of a list', () => {
  it('are ranked with the infinite ones', () => {
    const values = new ListedValues([3, -Infinity, 1, Infinity]);
    expect([values.draws, values.missing]).toEqual([4, 1]);
    expect(values.atRanks([1, 2, 3, 4])).toEqual([-Infinity, 1, 3, Infinity]);
  });
});

describe('ranks', () => {
  it('are all of few values, and the ends of many', () => {
    expect(evenRanks(3)).toEqual([1, 2, 3]);
    expect(evenRanks(0)).toEqual([]);
    expect(evenRanks(1e6)).toHaveLength(100);
    expect([evenRanks(1e6)[0], evenRanks(1e6).at(-1)]).toEqual([1, 1e6]);
  });

  it('of a logarithmic axis ascend from 1 to the last in equal ratios, by whole numbers', () => {
    for (const n of [1, 2, 7, 1000, 1e9]) {
      const ranks = decadeRanks(n);
      expect(ranks.length).toBeLessThanOrEqual(240);
      expect([ranks[0], ranks.at(-1)]).toEqual([1, n]);
      ranks.forEach((r, i) => {
        if (i > 0) expect(r).toBeGreaterThan(ranks[i - 1] as number);
      });
    }
    expect(decadeRanks(0)).toEqual([]);
  });
});
