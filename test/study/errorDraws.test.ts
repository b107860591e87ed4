import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { extractDesign } from '../../src/study/extractDesign.ts';
import type { ExtractedErrorDraw } from '../../src/study/extractErrorDraw.ts';
import { runStudy } from '../../src/study/runner.ts';
import { dataBytes, readRows, temporaryFolder, tinyStudy } from './tinyStudy.ts';
import { copyOf, forgeRows } from './verify/tamper.ts';

const DRAWS = 1500;
const study = tinyStudy((t) =>
  t
    .replace('BLP-CBF', '[BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]')
    .replace('usersPerCell: 1', 'usersPerCell: 2')
    .replace('txAntennas: 2', 'txAntennas: 4')
    .replace('errors: 4', `errors: ${DRAWS}`)
    .replace('channels: 3', 'channels: 2')
    .replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0.1')
    .replace('guaranteed', '[none, guaranteed]')
    .concat('output: { perUser: true, smallest: 30 }\n'),
);
const out = join(temporaryFolder(), 'study');
type Row = Record<string, unknown>;
let distributions: Row[] = [];
let errors: Row[] = [];
let designs: Row[] = [];
beforeAll(async () => {
  await runStudy(study, { out });
  distributions = readRows(out, 'sinr_distribution');
  errors = readRows(out, 'errors');
  designs = readRows(out, 'designs');
});

const list = (value: unknown): number[] => Array.from(value as Iterable<number | bigint>, Number);
const sinrOf = (id: unknown): number[] =>
  errors
    .filter((e) => e['design_id'] === id)
    .map((e) => (e['sinr_db'] === null ? 0 : 10 ** (Number(e['sinr_db']) / 10)));

describe('table sinr_distribution', () => {
  it('tells what table errors tells, of every design', () => {
    const smallest = distributions.filter((d) => d['user'] === null);
    expect(smallest.length).toBeGreaterThan(10);
    expect(smallest.some((d) => Number(d['below_threshold']) > 0)).toBe(true);
    for (const d of smallest) {
      const values = sinrOf(d['design_id']);
      const design = designs.find((own) => own['design_id'] === d['design_id']) ?? {};
      expect(values).toHaveLength(DRAWS);
      const order = values.map((sinr, draw) => ({ sinr, draw })).toSorted((a, b) => a.sinr - b.sinr || a.draw - b.draw);
      expect(list(d['tail_draw'])).toEqual(order.slice(0, 30).map(({ draw }) => draw));
      list(d['tail_sinr']).forEach((x, i) => expect(x / (order[i]?.sinr ?? NaN) || 1).toBeCloseTo(1, 12));
      expect(d['reference_db']).toBe(design['threshold_db']);
      const threshold = 10 ** ((Number(design['threshold_db']) - 1e-6) / 10);
      expect(Number(d['below_threshold'])).toBe(values.filter((x) => x < threshold).length);
      expect(list(d['bin_counts']).reduce((a, b) => a + b, 0)).toBe(DRAWS);
      // share below the lower end of each bin
      const db = order.map(({ sinr }) => 10 * Math.log10(sinr));
      let below = 0;
      const wrong = list(d['bin_counts']).filter((count, i) => {
        const bin = Number(d['first_bin']) + i;
        const start = bin < 0 ? -Number.MAX_VALUE : Number(d['reference_db']) - 30 + 0.01 * bin;
        // the draws before and after the end of the bin lie on their sides of it
        const fits = (db[below - 1] ?? -Infinity) < start + 1e-9 && (bin < 0 || (db[below] ?? Infinity) > start - 1e-9);
        below += count;
        return !fits;
      });
      expect(wrong).toEqual([]);
      const mean = values.reduce((a, b) => a + b, 0) / DRAWS;
      expect(Number(d['mean_sinr']) / mean).toBeCloseTo(1, 11);
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (DRAWS - 1);
      expect(Number(d['variance_sinr']) / variance).toBeCloseTo(1, 9);
    }
  });

  it('has a row for every user, whose smallest SINR is that of the design', () => {
    for (const design of designs.filter((d) => d['leakage_used'] !== null)) {
      const own = distributions.filter((d) => d['design_id'] === design['design_id']);
      expect(own.map((d) => [d['cell'], d['user']])).toEqual([
        [null, null],
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]);
      const [smallest, ...users] = own.map((d) => list(d['tail_sinr'])[0]);
      expect(smallest).toBe(Math.min(...users.map(Number)));
    }
  });

  it('is the same bytes without rows, for any batch and number of designs beside a design', async () => {
    const lean = { ...study, output: { ...study.output, tables: ['designs' as const] } };
    const other = join(temporaryFolder(), 'lean');
    await runStudy(lean, { out: other, batch: 64, limit: 1 });
    const rows = readRows(other, 'sinr_distribution');
    expect(rows.map(String)).toEqual(distributions.slice(0, rows.length).map(String));
    rows.forEach((row, i) => {
      for (const name of ['bin_counts', 'tail_sinr', 'tail_draw'])
        expect(list(row[name])).toEqual(list(distributions[i]?.[name]));
      expect(row['mean_sinr']).toBe(distributions[i]?.['mean_sinr']);
      expect(row['variance_sinr']).toBe(distributions[i]?.['variance_sinr']);
    });
    expect([...dataBytes(other).keys()].some((name) => name.startsWith('errors'))).toBe(false);
  });
});

describe('extract --draw', () => {
  it('makes a draw again, with its error, its channels and the SINR of the tables', () => {
    for (const design of designs.filter((d) => d['leakage_used'] !== null)) {
      const id = design['design_id'] as bigint;
      const values = sinrOf(id);
      const [worst = 0] = list(distributions.find((d) => d['design_id'] === id)?.['tail_draw']);
      for (const draw of [0, DRAWS - 1, worst]) {
        const made = extractDesign(out, id, { draw })['errorDraw'] as ExtractedErrorDraw;
        expect(made.draw).toBe(draw);
        const numbers =
          JSON.stringify(made.errors)
            .match(/-?\d[\d.e-]*/g)
            ?.map(Number) ?? [];
        expect(numbers).toHaveLength(2 * 8 * 4);
        expect(Math.hypot(...numbers)).toBeLessThanOrEqual(0.1 * Math.sqrt(8));
        const sinr = Math.min(...(made.sinr as number[][]).flat());
        expect(sinr / (values[draw] ?? NaN) || 1).toBeCloseTo(1, 11);
      }
    }
  });

  it('refuses a draw that the study has not, and one whose SINR is not that of the table', () => {
    const id = designs.find((d) => d['leakage_used'] !== null)?.['design_id'] as bigint;
    expect(() => extractDesign(out, id, { draw: DRAWS })).toThrow(InputError);
    expect(() => extractDesign(out, id, { draw: DRAWS })).toThrow(/--draw: expected an error draw from 0 to 1499/);
    const copy = copyOf(out);
    forgeRows(copy, study, 'sinr_distribution', (rows) =>
      rows.map((row) => ({ ...row, tail_sinr: (row['tail_sinr'] as Float64Array).map((x) => 1.001 * x) })),
    );
    const [worst = 0] = list(distributions.find((d) => d['design_id'] === id)?.['tail_draw']);
    expect(() => extractDesign(copy, id, { draw: worst })).toThrow(/expected an SINR of/);
  });
});
