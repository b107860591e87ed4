import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { clopperPearson } from '../../src/montecarlo/intervals/clopperPearson.ts';
import { quantileRanks } from '../../src/montecarlo/intervals/quantileRanks.ts';
import { computeChunks } from '../../src/study/computeChunks.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { planStudy } from '../../src/study/studyPlan.ts';
import { summarize } from '../../src/study/summary.ts';
import { readArrow } from '../../src/study/tables/arrow/arrowReader.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { readRows, temporaryFolder, TINY, tinyStudy } from './tinyStudy.ts';
import { copyOf, forgeRows } from './verify/tamper.ts';

const DRAWS = 8000;
const LEVELS = [0.5, 0.1, 0.01, 0.001];
const gaussian = (realizations: string, schemes = '[BLP-CBF, BLP-CoMP]') =>
  tinyStudy((t) =>
    t
      .replace('BLP-CBF', schemes)
      .replace('usersPerCell: 1', 'usersPerCell: 2')
      .replace('txAntennas: 2', 'txAntennas: 4')
      .replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0.05')
      .replace('guaranteed', '[none, guaranteedSum]')
      .replace('[5, 60]', '[10, 60]')
      .replace('channels: 3, errors: 4', `channels: 3, errorLaw: gaussian, ${realizations}`),
  );
const study = gaussian(`outage: exact, errors: ${DRAWS}`);
const out = join(temporaryFolder(), 'study');

type Row = Record<string, unknown>;
let designs: Row[] = [];
let errors: Row[] = [];
const list = (value: unknown): number[] => Array.from(value as Iterable<number>, Number);
const made = (): Row[] => designs.filter((d) => d['leakage_used'] !== null);

beforeAll(async () => {
  await runStudy(study, { out });
  designs = readRows(out, 'designs');
  errors = readRows(out, 'errors');
});

describe('columns outage of table designs', () => {
  it('are the share of the rows of table errors below the threshold, with its interval', () => {
    const outages = made().map((design) => {
      const own = errors.filter((e) => e['design_id'] === design['design_id']);
      const hits = own.filter((e) => Number(e['sinr_db'] ?? -Infinity) < Number(design['threshold_db']) - 1e-6).length;
      expect(own).toHaveLength(DRAWS);
      expect(design['outage']).toBe(hits / DRAWS);
      expect([design['outage_lower'], design['outage_upper']]).toEqual(clopperPearson(hits, DRAWS));
      return hits / DRAWS;
    });
    expect(outages.some((x) => x > 0.2)).toBe(true);
    expect(outages.some((x) => x < 0.01)).toBe(true);
  });

  it('are null without a design', () => {
    const none = designs.filter((d) => d['leakage_used'] === null);
    expect(none.length).toBeGreaterThan(0);
    for (const design of none)
      for (const [name, value] of Object.entries(design))
        if (/^(outage|sinr_quantiles)/.test(name)) expect(value, name).toBeNull();
  });

  it('tell quantiles of the rows of table errors, exact where the smallest are kept, else to half a bin', () => {
    for (const design of made()) {
      const sorted = errors
        .filter((e) => e['design_id'] === design['design_id'])
        .map((e) => Number(e['sinr_db'] ?? -Infinity))
        .toSorted((a, b) => a - b);
      const [values, from, to] = ['', '_lower', '_upper'].map((end) => list(design[`sinr_quantiles${end}_db`])) as [
        number[],
        number[],
        number[],
      ];
      expect(values).toHaveLength(LEVELS.length);
      LEVELS.forEach((level, i) => {
        const { lower, rank, upper } = quantileRanks(DRAWS, level);
        for (const [found, place, room] of [
          [values[i], rank, 0.005],
          [from[i], lower, 0.01],
          [to[i], upper, 0.01],
        ] as const) {
          const expected = place < 1 ? -Infinity : (sorted[place - 1] as number);
          if (expected === -Infinity) expect(found).toBe(-Infinity);
          else expect(Math.abs((found as number) - expected)).toBeLessThanOrEqual(place <= 256 ? 1e-9 : room + 1e-9);
        }
        expect(from[i]).toBeLessThanOrEqual(values[i] as number);
        expect(to[i]).toBeGreaterThanOrEqual(values[i] as number);
      });
    }
  });

  it('have the exact outage, which the draws agree with', () => {
    let below = 0;
    for (const design of made()) {
      const exact = Number(design['outage_exact']);
      expect(exact).toBeGreaterThanOrEqual(0);
      expect(exact).toBeLessThanOrEqual(1);
      const [lower, upper] = clopperPearson(Math.round(Number(design['outage']) * DRAWS), DRAWS, 1 - 1e-6);
      expect(exact).toBeGreaterThanOrEqual(lower);
      expect(exact).toBeLessThanOrEqual(upper);
      if (exact < Number(design['outage'])) below++;
    }
    // no side is favoured
    expect(below).toBeGreaterThan(0);
    expect(below).toBeLessThan(made().length);
  });

  it('are in the summary, the mean over the draws with a design', () => {
    const lines = summarize(out);
    expect(lines).toHaveLength(8);
    lines.forEach((line, point) => {
      const own = made().filter((d) => d['point'] === point);
      expect(line.outage?.designs ?? 0).toBe(own.length);
      const mean = own.reduce((sum, d) => sum + Number(d['outage_exact']), 0) / own.length;
      if (own.length > 0) expect(line.outage).toMatchObject({ exact: true, mean: expect.closeTo(mean, 12) as number });
    });
  });

  it('have the exact outage without a draw', async () => {
    const other = join(temporaryFolder(), 'exact');
    await runStudy(gaussian('outage: exact'), { out: other });
    const rows = readRows(other, 'designs');
    expect(rows.map((r) => r['outage_exact'])).toEqual(designs.map((r) => r['outage_exact']));
    expect(rows.every((r) => r['outage'] === null && r['sinr_quantiles_db'] === null)).toBe(true);
    expect(verifyStudy(other).findings).toEqual([]);
  });

  it('are certain without a CSI error: a design reaches its threshold or not', async () => {
    const plan = planStudy(
      tinyStudy((t) =>
        t
          .replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0')
          .replace('errors: 4', 'errors: 4, errorLaw: gaussian, outage: exact'),
      ),
    );
    for (const { files } of await computeChunks(plan, plan.chunks)) {
      const table = readArrow(files.find((f) => f.table === 'designs')?.bytes ?? new Uint8Array());
      const cell = (name: string, row: number): unknown => table.column(name)(row);
      for (let row = 0; row < table.rows; row++)
        expect([cell('outage', row), cell('outage_exact', row)]).toEqual(
          cell('leakage_used', row) === null ? [null, null] : [0, 0],
        );
    }
  });
});

describe('verify', () => {
  it('finds nothing in an undisturbed study, and every change of an outage', () => {
    expect(verifyStudy(out).findings).toEqual([]);
    const names = ['outage', 'outage_lower', 'outage_upper', 'outage_exact'];
    for (const name of [...names, 'sinr_quantiles_db', 'sinr_quantiles_lower_db', 'sinr_quantiles_upper_db']) {
      const copy = copyOf(out);
      forgeRows(copy, study, 'designs', (rows) =>
        rows.map((row, i) => {
          const value = row[name] ?? null;
          const changed =
            value instanceof Float64Array ? value.map((x) => x * (1 + 1e-12)) : Number(value) * (1 + 1e-12) + 1e-300;
          return i === 0 ? { ...row, [name]: changed } : row;
        }),
      );
      expect(
        verifyStudy(copy).findings.map((f) => f.column),
        name,
      ).toContain(name);
    }
  });

  it('computes exact outages from the stored precoders alone', () => {
    const copy = copyOf(out);
    forgeRows(copy, study, 'precoders', (rows) =>
      rows.map((row, i) =>
        i === 0 ? { ...row, weights: (row['weights'] as Float64Array).map((x) => 0.99 * x) } : row,
      ),
    );
    expect(verifyStudy(copy).findings.map((f) => f.column)).toContain('outage_exact');
  });
});

describe('fields of a study', () => {
  const messageOf = (realizations: string, schemes = 'BLP-CBF'): string => {
    try {
      parseStudy(TINY.replace('BLP-CBF', schemes).replace('channels: 3, errors: 4', realizations), 's.yaml');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    ['channels: 3, errors: 4, quantiles: 0.2', 'BLP-CBF'],
    ['channels: 3, outage: sampled', 'SLP-CBF'],
    ['channels: 3, errorLaw: gaussian, outage: exact', '[BLP-CBF, BLP-CoMP]'],
    ['channels: 3, errors: 4, quantiles: [0.5, 0.1, 0.01, 0.001]', 'BLP-CBF'],
    ['channels: 3, quantiles: [0.5, 0.1, 0.01, 0.001]', 'BLP-CBF'],
  ])('takes %s of %s', (realizations, schemes) => {
    expect(messageOf(realizations, schemes)).toBe('');
  });

  it.each([
    [
      'channels: 3, errors: 4, outage: exact',
      'BLP-CBF',
      /realizations\.outage: expected errorLaw gaussian and block-level schemes alone with exact, got errorLaw ball$/,
    ],
    [
      'channels: 3, errorLaw: gaussian, outage: exact',
      '[BLP-CBF, SLP-CoMP]',
      /realizations\.outage: expected .* with exact, got errorLaw gaussian and SLP-CoMP$/,
    ],
    [
      'channels: 3, errors: 4, outage: rough',
      'BLP-CBF',
      /realizations\.outage: expected one of sampled, exact, got "rough"/,
    ],
    [
      'channels: 3, quantiles: 0.2',
      'BLP-CBF',
      /realizations\.quantiles: expected realizations\.errors above 0 with it, got 0/,
    ],
    ['channels: 3, errors: 4, quantiles: 1', 'BLP-CBF', /realizations\.quantiles.*expected a number below 1, got 1/],
    ['channels: 3, errors: 4, quantiles: 0', 'BLP-CBF', /realizations\.quantiles.*expected a number above 0, got 0/],
    ['channels: 3, errors: 4, quantiles: [0.1, 0.1]', 'BLP-CBF', /realizations\.quantiles.*without repetition/],
    [
      `channels: 3, errors: 4, quantiles: [${Array.from({ length: 17 }, (_, i) => (i + 1) / 20).join(', ')}]`,
      'BLP-CBF',
      /realizations\.quantiles.*at most 16/,
    ],
    ['channels: 3, errorLaw: gaussian', 'BLP-CBF', /realizations\.errorLaw: expected .*realizations\.outage exact/],
  ])('refuses %s of %s', (realizations, schemes, message) => {
    expect(messageOf(realizations, schemes)).toMatch(message);
  });

  it('observes an outage that there is', () => {
    const stop = 'stop: { metric: outage, statistic: mean, halfWidth: 0.1, minimum: 2 }\n';
    const read = (realizations: string) => parseStudy(TINY.replace('channels: 3, errors: 4', realizations) + stop, 's');
    expect(() => read('channels: 3')).toThrow(/stop\.metric: expected realizations\.errors above 0, or .* exact, with/);
    expect(read('channels: 3, errors: 4').stop?.metric).toBe('outage');
    expect(read('channels: 3, errorLaw: gaussian, outage: exact').stop?.metric).toBe('outage');
  });
});
