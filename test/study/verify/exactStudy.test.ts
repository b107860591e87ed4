import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../../src/study/runner.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import type { TableName } from '../../../src/study/tables/tableNames.ts';
import { solveAgain } from '../../../src/study/verify/solveAgain.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { dataBytes, readRows, temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forgeRows } from './tamper.ts';

type Row = Record<string, CellValue>;

const study = tinyStudy(
  (t) =>
    `${t
      .replace('usersPerCell: 1, txAntennas: 2', 'usersPerCell: 2, txAntennas: 4')
      .replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0.03')
      .replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP]')
      .replace('guaranteed', '[none, guaranteedSum, exact]')
      .replace('[5, 60]', '[12, 50]')}output: { tables: [designs, errors, certificates, convergence, precoders] }\n`,
);
const SCHEMES = ['BLP-CBF', 'BLP-CoMP'] as const;
const folder = temporaryFolder();
const out = join(folder, 'study');
const designs: Record<string, unknown>[] = [];
beforeAll(async () => {
  await runStudy(study, { out });
  designs.push(...readRows(out, 'designs'));
});

/** Row of table `designs` of the first realization. */
function design(scheme: string, robustness: string, thresholdDb: number): Record<string, unknown> {
  const row = designs.find(
    (r) => r['scheme'] === scheme && r['robustness'] === robustness && r['threshold_db'] === thresholdDb,
  );
  if (!row) throw new Error(`expected ${scheme} ${robustness} ${thresholdDb}`);
  return row;
}

describe('a study of robustness none, guaranteedSum and exact', () => {
  it('has nothing that verify or another solve finds, and proves every bound and every infeasible design', async () => {
    const report = verifyStudy(out);
    expect(report.findings).toEqual([]);
    expect(report.proven).toEqual({ infeasible: 18, bounded: 18 });
    expect((await solveAgain(out, { chunks: 1 })).findings).toEqual([]);
  });

  it('has the smallest RCRB of all designs that hold, which end at the threshold in the worst case', () => {
    const own = designs.filter((r) => r['robustness'] === 'exact' && r['threshold_db'] === 12);
    expect(own.length).toBe(6);
    for (const row of own) {
      expect(row).toMatchObject({ status: 'optimal', meets_claim: true, holds_over_ball: true });
      expect(row['worst_exact_sinr_db']).toBeGreaterThan(12 - 1e-6);
      expect(row['worst_exact_sinr_db']).toBeLessThan(12 + 1e-4);
      expect(row['worst_sampled_sinr_db']).toBeGreaterThanOrEqual(row['worst_exact_sinr_db'] as number);
      const of = (robustness: string): Record<string, unknown> | undefined =>
        designs.find(
          (r) =>
            r['robustness'] === robustness &&
            (['scheme', 'realization', 'threshold_db'] as const).every((name) => r[name] === row[name]),
        );
      const [sum, none] = [of('guaranteedSum'), of('none')];
      expect(row['rcrb_deg']).toBeLessThan(sum?.['rcrb_deg'] as number);
      expect(sum).toMatchObject({ holds_over_ball: true });
      // what is proven of designs that know less holds for these
      expect(row['rcrb_deg']).toBeGreaterThan(none?.['rcrb_lower_deg'] as number);
      expect(row['rcrb_lower_deg']).toBeGreaterThan(none?.['rcrb_lower_deg'] as number);
      expect(row['rcrb_lower_deg']).toBeLessThanOrEqual((sum?.['rcrb_lower_deg'] as number) * (1 + 1e-7));
      expect(none).toMatchObject({ holds_over_ball: false });
    }
    for (const row of designs.filter((r) => r['threshold_db'] === 50)) expect(row['status']).toBe('infeasible');
  });

  it('has the same bytes in other batches of chunks', async () => {
    for (const batch of [1, 1000]) {
      const other = join(folder, `batch-${batch}`);
      await runStudy(study, { out: other, batch });
      expect(dataBytes(other)).toEqual(dataBytes(out));
    }
  });
});

/** Findings after the rows of a design in a table of chunk 0 were changed. */
function after(table: TableName, id: unknown, change: (row: Row, i: number, all: readonly Row[]) => Row | null) {
  const copy = copyOf(out);
  forgeRows(copy, study, table, (rows) => {
    const own = rows.filter((r) => r['design_id'] === id);
    return rows.flatMap((r) => {
      const changed = own.includes(r) ? change(r, own.indexOf(r), own) : r;
      return changed === null ? [] : [changed];
    });
  });
  return verifyStudy(copy).findings;
}
const scaled = (value: CellValue | undefined, by: number): CellValue =>
  value instanceof Float64Array ? value.map((x) => x * by) : Number(value) * by;

describe.each(SCHEMES)('forgeries of a design of robustness exact, %s', (scheme) => {
  const solved = (): unknown => design(scheme, 'exact', 12)['design_id'];
  const missed = (): unknown => design(scheme, 'exact', 50)['design_id'];
  const lower = (r: Row): Row => ({
    ...r,
    rcrb_deg: scaled(r['rcrb_deg'], 0.8),
    rcrb_bs_deg: scaled(r['rcrb_bs_deg'], 0.8),
  });
  const isLast = (i: number, all: readonly Row[]): boolean => i === all.length - 1;
  const isTerm = (r: Row, term: string, statement: string): boolean =>
    r['term'] === term && r['statement'] === statement;

  it.each<[string, TableName, 'solved' | 'missed', (row: Row, i: number, all: readonly Row[]) => Row | null]>([
    ['a last iterate below the bounds', 'convergence', 'solved', (r, i, all) => (isLast(i, all) ? lower(r) : r)],
    ['an iterate above the threshold', 'convergence', 'solved', (r, i) => (i === 0 ? { ...r, sinr_db: 12.1 } : r)],
    [
      'a last iterate that misses errors',
      'convergence',
      'solved',
      (r, i, all) => (isLast(i, all) ? { ...r, sinr_db: 11.9 } : r),
    ],
    ['an iterate that is not there', 'convergence', 'solved', (r, i) => (i === 0 ? null : r)],
    [
      'iterates in another order',
      'convergence',
      'solved',
      (r, i) => ({ ...r, iteration: i === 0 ? 2 : (r['iteration'] ?? null) }),
    ],
    ['an interference', 'convergence', 'solved', (r) => ({ ...r, interference_db: 3 })],
    [
      'longer errors of a bound',
      'certificates',
      'solved',
      (r) =>
        isTerm(r, 'error', 'bound')
          ? { ...r, values: (r['values'] as Float64Array).map((x, i) => (i % 2 === 0 ? 1.5 * x : x)) }
          : r,
    ],
    [
      'no errors of a bound',
      'certificates',
      'solved',
      (r) => (isTerm(r, 'error', 'bound') ? { ...r, values: scaled(r['values'], 0) } : r),
    ],
    [
      'multipliers of a bound',
      'certificates',
      'solved',
      (r) => (isTerm(r, 'sinr', 'bound') ? { ...r, values: scaled(r['values'], 2) } : r),
    ],
    ['lost errors', 'certificates', 'solved', (r) => (isTerm(r, 'error', 'bound') && r['part'] === 1 ? null : r)],
    ['a term of other designs', 'certificates', 'solved', (r) => (r['term'] === 'error' ? { ...r, term: 'norm' } : r)],
    [
      'a proof without signal',
      'certificates',
      'missed',
      (r) => (isTerm(r, 'sinr', 'infeasible') ? { ...r, values: scaled(r['values'], 0) } : r),
    ],
    [
      'a bound that is not proven',
      'designs',
      'solved',
      (r) => ({ ...r, rcrb_lower_deg: scaled(r['rcrb_lower_deg'], 1.0001) }),
    ],
    [
      'a better worst case',
      'designs',
      'solved',
      (r) => ({ ...r, worst_exact_sinr_db: (r['worst_exact_sinr_db'] as number) + 1e-3 }),
    ],
    ['weaker precoders', 'precoders', 'solved', (r) => ({ ...r, weights: scaled(r['weights'], 0.99) })],
  ])('%s in table %s', (_, table, which, change) => {
    const found = after(table, which === 'solved' ? solved() : missed(), change);
    expect(found.length).toBeGreaterThan(0);
  });
});
