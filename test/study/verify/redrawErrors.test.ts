import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../../src/study/runner.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forgeRows } from './tamper.ts';

type Row = Record<string, CellValue>;

const DRAWS = 12_000;
/** More draws than verify makes again, of which table errors has no rows. */
const study = tinyStudy((t) =>
  t
    .replace('BLP-CBF', '[BLP-CBF, SLP-CoMP]')
    .replace('errors: 4', `errors: ${DRAWS}`)
    .replace('channels: 3', 'channels: 1')
    .concat('output: { perUser: true, smallest: 20 }\n'),
);
const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(study, { out });
});

/** Findings after a change to the first row of table sinr_distribution. */
function after(change: (row: Row) => Row): string[] {
  const copy = copyOf(out);
  forgeRows(copy, study, 'sinr_distribution', (rows) => rows.map((row, i) => (i === 0 ? change(row) : row)));
  return verifyStudy(copy).findings.map((f) => f.column ?? '');
}

/** A list with a value changed. */
function changed(value: CellValue | undefined, at: number, change: (x: number) => number): Float64Array {
  const list = Float64Array.from(value as Float64Array);
  const i = at < 0 ? list.length + at : at;
  list[i] = change(list[i] as number);
  return list;
}

describe('verify of more error draws than it makes again', () => {
  it('finds nothing in an undisturbed study', () => {
    const { findings, rows } = verifyStudy(out);
    expect(findings).toEqual([]);
    expect(rows.errors).toBeUndefined();
    expect(rows.sinr_distribution).toBeGreaterThanOrEqual(2 * 3);
  });

  it.each<[string, (row: Row) => Row]>([
    ['tail_sinr', (row) => ({ ...row, tail_sinr: changed(row['tail_sinr'], 5, (x) => x * (1 + 1e-10)) })],
    ['tail_sinr', (row) => ({ ...row, tail_sinr: (row['tail_sinr'] as Float64Array).toReversed() })],
    ['tail_draw', (row) => ({ ...row, tail_draw: changed(row['tail_draw'], 3, () => DRAWS) })],
    ['tail_sinr', (row) => ({ ...row, tail_draw: changed(row['tail_draw'], 3, (x) => (x + 1) % DRAWS) })],
    ['bin_counts', (row) => ({ ...row, bin_counts: changed(row['bin_counts'], 0, (x) => x + 1) })],
    ['bin_counts', (row) => ({ ...row, first_bin: (row['first_bin'] as number) + 1 })],
    ['below_threshold', () => ({})],
    ['reference_db', (row) => ({ ...row, reference_db: (row['reference_db'] as number) + 1e-6 })],
    ['mean_sinr', (row) => ({ ...row, mean_sinr: 0 })],
    ['variance_sinr', (row) => ({ ...row, variance_sinr: -1 })],
    ['draws', (row) => ({ ...row, draws: BigInt(DRAWS + 1) })],
  ])('finds a changed %s', (column, change) => {
    const own = column === 'below_threshold' ? (row: Row) => ({ ...row, below_threshold: BigInt(DRAWS + 1) }) : change;
    expect(after(own)).toContain(column);
  });

  it('finds draws of a design that were left out of the smallest ones', () => {
    const shifted = after((row) => {
      const [sinr, draw] = [row['tail_sinr'] as Float64Array, row['tail_draw'] as Float64Array];
      const without = (list: Float64Array): Float64Array => Float64Array.from([...list.slice(1), ...list.slice(-1)]);
      return { ...row, tail_sinr: without(sinr), tail_draw: without(draw) };
    });
    expect(shifted).toContain('tail_sinr');
  });
});

it('says what it makes again, and takes no metric for wrong where the distributions are lost', () => {
  expect(verifyStudy(out).redrawn).toEqual({ draws: DRAWS, first: 10_000, smallest: 20 });
  const copy = copyOf(out);
  const file = join(copy, 'data', 'sinr_distribution', 'part-00000.arrow');
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const files = verifyStudy(copy).findings.map((finding) => finding.file);
  expect(new Set(files)).toEqual(new Set([join('data', 'sinr_distribution', 'part-00000.arrow')]));
});

it('finds nothing in studies of the weighted form, whose threshold is what the program found', async () => {
  const weighted = tinyStudy((t) =>
    t
      .replace('BLP-CBF', '[BLP-CBF, BLP-CoMP]')
      .replace('thresholdDb: [5, 60]', 'rho: [0, 0.1, 0.3, 0.5, 0.9]')
      .replace('guaranteed', 'none')
      .replace('errors: 4', 'errors: 50, errorLaw: gaussian, outage: exact'),
  );
  const folder = join(temporaryFolder(), 'weighted');
  await runStudy(weighted, { out: folder });
  expect(verifyStudy(folder)).toMatchObject({ findings: [], tolerance: 0, redrawn: null });
});
