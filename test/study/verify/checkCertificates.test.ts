import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../../src/study/runner.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forgeRows } from './tamper.ts';

type Row = Record<string, CellValue>;

const study = tinyStudy((t) =>
  t.replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, SLP-CBF]').replace('channels: 3', 'channels: 2'),
);
const folder = temporaryFolder();
const out = join(folder, 'study');
beforeAll(async () => {
  await runStudy(study, { out });
});

/** Findings after the rows of table `certificates` of chunk 0 were changed. */
function after(change: (rows: Row[]) => Row[], table: 'certificates' | 'designs' = 'certificates') {
  const copy = copyOf(out);
  forgeRows(copy, study, table, change);
  return verifyStudy(copy).findings;
}
const isFirst = (r: Row, statement: string, term: string): boolean =>
  r['statement'] === statement && r['term'] === term && r['part'] === 0;
const times = (r: Row, factor: number): Row => ({ ...r, values: (r['values'] as Float64Array).map((x) => x * factor) });

describe('table certificates', () => {
  it('is written by default for a small study, and proves every infeasible design and every bound', () => {
    expect(study.output.tables).toContain('certificates');
    const report = verifyStudy(out);
    expect(report.findings).toEqual([]);
    expect(report.proven).toEqual({ infeasible: 4, bounded: 4 });
    expect(report.claims).not.toContain('designs.rcrb_lower_deg');
  });

  it.each([
    ['sinr', 'infeasible', 'status'],
    ['signal', 'infeasible', 'status'],
    ['information', 'bound', 'rcrb_lower_bs_deg'],
  ])('fails with multipliers of %s that are not those of the proof (%s)', (term, statement, column) => {
    const found = after((rows) => rows.map((r) => (isFirst(r, statement, term) ? times(r, 1e-3) : r)));
    expect(found.map((f) => f.column)).toContain(column);
    expect(found.find((f) => f.column === column)?.file).toBe('data/designs/part-00000.arrow');
  });

  it.each(['infeasible', 'bound'])('may not lose a row, or the certificates, of what is %s', (statement) => {
    const own = (rows: Row[]): number => rows.findIndex((r) => r['statement'] === statement);
    expect(after((rows) => rows.toSpliced(own(rows), 1)).length).toBeGreaterThan(0);
    const all = after((rows) => rows.filter((r) => r['statement'] !== statement));
    expect(all.map((f) => f.found)).toContain(statement === 'infeasible' ? 'no certificate' : String(all[0]?.found));
    expect(all.length).toBeGreaterThanOrEqual(2);
  });

  it('may not have doubled rows, rows of another design or of a BS that is not there, or numbers behind its terms', () => {
    expect(after((rows) => [rows[0] as Row, ...rows]).length).toBeGreaterThan(0);
    const ids = (rows: Row[]): bigint[] => [...new Set(rows.map((r) => r['design_id'] as bigint))];
    const swapped = after((rows) => {
      const [a, b] = ids(rows);
      const of = (from: bigint | undefined, to: bigint | undefined): Row[] =>
        rows.filter((r) => r['design_id'] === from).map((r) => ({ ...r, design_id: to ?? null }));
      return [...of(b, a), ...of(a, b), ...rows.filter((r) => r['design_id'] !== a && r['design_id'] !== b)];
    });
    expect(swapped.length).toBeGreaterThan(0);
    const more = after((rows) => {
      const last = rows.findLastIndex((r) => r['statement'] === 'bound' && r['bs'] === 1);
      const { design_id: id } = rows[last] as Row;
      const own = rows.filter((r) => r['design_id'] === id && r['statement'] === 'bound' && r['bs'] === 1);
      return rows.toSpliced(last + 1, 0, ...own.map((r) => ({ ...r, bs: 7 })));
    });
    expect(more.map((f) => f.column)).toEqual(['statement']);
    const padded = after((rows) =>
      rows.map((r) =>
        isFirst(r, 'infeasible', 'power')
          ? { ...r, values: (r['values'] as Float64Array).map((x, i) => (i === 15 ? 1 : x)) }
          : r,
      ),
    );
    expect(padded.map((f) => f.expected)).toContain('zeros after the numbers');
  });

  it('does not prove a bound that was raised, nor a feasible design infeasible', () => {
    const raised = after(
      (rows) =>
        rows.map((r) =>
          r['rcrb_lower_deg'] === null ? r : { ...r, rcrb_lower_deg: (r['rcrb_lower_deg'] as number) * 1.0001 },
        ),
      'designs',
    );
    expect(raised.map((f) => f.column)).toContain('rcrb_lower_deg');
    const turned = after(
      (rows) => rows.map((r) => (r['status'] === 'optimal' ? { ...r, status: 'infeasible' } : r)),
      'designs',
    );
    expect(turned.map((f) => f.column)).toContain('statement');
  });

  it('says what rests on the solver where it is not written', async () => {
    const lean = tinyStudy((t) => `${t}output: { tables: [designs, precoders] }\n`);
    const root = join(folder, 'lean');
    await runStudy(lean, { out: root });
    const report = verifyStudy(root);
    expect(report.findings).toEqual([]);
    expect(report.proven).toBeNull();
    expect(report.claims).toContain('designs.rcrb_lower_deg');
  });
});
