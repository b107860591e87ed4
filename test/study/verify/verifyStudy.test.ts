import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../../src/study/runner.ts';
import { TABLES } from '../../../src/study/tables/tableNames.ts';
import { readColumns } from '../../../src/study/tables/readColumns.ts';
import { tableLayout, tablesOf } from '../../../src/study/tables/studyTables.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { openStream } from '../../../src/random/stream.ts';
import { chunkFiles, temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forge, forgeRows, nudged } from './tamper.ts';

const study = tinyStudy(
  (t) =>
    `${t.replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]').replace('channels: 3', 'channels: 2')}output: { tables: [${TABLES.join(', ')}] }\n`,
);
const out = join(temporaryFolder(), 'study');
const tables = tablesOf(study);
beforeAll(async () => {
  await runStudy(study, { out });
});

/** All but the table with the most rows. */
const NAMES = TABLES.filter((t) => t !== 'beampatterns');
const random = (name: string): (() => number) => {
  const stream = openStream({ seed: BigInt(name.length), realization: 0, stream: 'channel' });
  return () => stream.uniform();
};

describe('verifyStudy', () => {
  it('finds nothing in an undisturbed study and recomputes every design bit for bit', () => {
    const report = verifyStudy(out);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ complete: true, chunks: 2, missing: [], tolerance: 0, largestDeviation: 0 });
    expect(report.designed).toBeGreaterThanOrEqual(2 * 4);
    expect(report.recomputed).toBe(report.designed);
    expect(Object.keys(report.rows)).toEqual(tables);
    expect(report.rows.designs).toBe(2 * 4 * 2);
    expect(report.claims).toContain('designs.solver_iterations');
  });

  it('finds a flip of any byte of any data file', () => {
    const copy = copyOf(out);
    const uniform = random('flip');
    for (const table of tables)
      for (const file of chunkFiles(copy, table)) {
        const bytes = readFileSync(file);
        for (let k = 0; k < 3; k++) {
          const at = Math.floor(uniform() * bytes.length);
          const changed = Uint8Array.from(bytes);
          changed[at] = (changed[at] as number) ^ (1 << Math.floor(8 * uniform()));
          writeFileSync(file, changed);
          const { findings } = verifyStudy(copy, { designs: 1 });
          expect(
            findings.map((f) => f.file),
            `${file} byte ${at}`,
          ).toContain(relative(copy, file));
        }
        writeFileSync(file, bytes);
      }
    expect(verifyStudy(copy).findings).toEqual([]);
  });

  it('finds a flip of any byte behind a forged checksum, unless it is a claim of the solver that remains consistent', () => {
    const copy = copyOf(out);
    const uniform = random('forge');
    let undetected = 0;
    for (const table of tables) {
      const original = readFileSync(join(copy, 'data', table, 'part-00000.arrow'));
      const before = readColumns(original);
      for (let k = 0; k < 10; k++) {
        const changed = Uint8Array.from(original);
        const at = Math.floor(uniform() * changed.length);
        changed[at] = (changed[at] as number) ^ (1 << Math.floor(8 * uniform()));
        forge(copy, table, changed);
        if (verifyStudy(copy).findingCount > 0) continue;
        undetected++;
        const after = readColumns(changed);
        for (const column of tableLayout(table, study).columns) {
          if (column.claim) continue;
          const [a, b] = [before, after].map((c) => c.columns.get(column.name)) as [unknown[], unknown[]];
          if (column.name !== 'weights') expect(b, `${table} byte ${at}`).toEqual(a);
          else
            a.forEach((value, row) =>
              (value as Float64Array).forEach((x, i) =>
                // below the last digit of every metric
                expect(Math.abs(x - ((b[row] as Float64Array)[i] as number))).toBeLessThanOrEqual(1e-13 * Math.abs(x)),
              ),
            );
        }
      }
      forge(copy, table, original);
    }
    expect(undetected).toBeLessThan(tables.length * 3);
    expect(verifyStudy(copy).findings).toEqual([]);
  });

  it('names file, row, column, expected and found of every kind of changed value', () => {
    const copy = copyOf(out);
    for (const table of tables) {
      const { columns } = tableLayout(table, study);
      const original = readFileSync(join(copy, 'data', table, 'part-00000.arrow'));
      const { columns: stored, rows } = readColumns(original);
      for (const { name, claim } of columns) {
        if (claim) continue;
        const row = stored.get(name)?.findIndex((v) => v !== null) ?? -1;
        if (row < 0) continue; // rho is null throughout
        const value = stored.get(name)?.[row] ?? null;
        forge(copy, table, original, rows);
        // convergence holds the RCRBs of the relaxation, whose mean is checked from their rounded values
        const changed = nudged(value, table === 'convergence' ? 1e-12 : 1e-15);
        forgeRows(copy, study, table, (list) => list.map((r, i) => (i === row ? { ...r, [name]: changed } : r)));
        const { findings } = verifyStudy(copy);
        const what = `${table}.${name} of ${rows} rows`;
        if (name === 'weights') {
          // the vectors are what everything else is recomputed from: their change shows there
          expect(findings.length, what).toBeGreaterThan(0);
          continue;
        }
        // of two columns that contradict each other either may be named first
        const all = findings.filter((f) => f.file === join('data', table, 'part-00000.arrow') && f.row !== null);
        const own = all.find((f) => f.column === name) ?? all[0];
        expect(own, what).toBeDefined();
        if (['design_id', 'bs', 'cell', 'user', 'symbol'].includes(name)) continue; // a row in the wrong place
        expect(own?.column, what).toBe(name);
        expect(own?.row, what).toBe(row);
        expect(own?.expected, what).not.toBe(own?.found);
      }
      forge(copy, table, original, rows);
    }
    expect(verifyStudy(copy).findings).toEqual([]);
  }, 240_000);

  it.each([
    ['status', 'infeasible'],
    ['extraction', 'none'],
    ['merit', 1e-3],
    ['rank_ratio', 1.5],
    ['iterations', -1],
    ['rcrb_relaxation_deg', -1],
    ['rcrb_relaxation_deg', 3],
    ['rcrb_lower_deg', 90],
    ['rcrb_lower_deg', 1e-3],
    ['rcrb_relaxation_bs_deg', Float64Array.of(1, 2)],
    ['rcrb_lower_bs_deg', Float64Array.of(1, 90)],
  ] as const)('finds a claim %s = %s that does not fit the others', (name, value) => {
    const copy = copyOf(out);
    forgeRows(copy, study, 'designs', (list) => list.map((r, i) => (i === 0 ? { ...r, [name]: value } : r)));
    expect(verifyStudy(copy).findingCount).toBeGreaterThan(0);
  });

  it.each(['designs', 'errors', 'precoders', 'transmit', 'ser', 'beampatterns'] as const)(
    'finds lost, doubled and exchanged rows of %s',
    (table) => {
      const copy = copyOf(out);
      const original = readFileSync(join(copy, 'data', table, 'part-00000.arrow'));
      for (const change of [
        <T>(l: T[]) => l.slice(1),
        <T>(l: T[]) => l.slice(0, -1),
        <T>(l: T[]) => [l[0] as T, ...l],
        <T>(l: T[]) => [l[1] as T, l[0] as T, ...l.slice(2)],
        <T>(l: T[]) => l.toReversed(),
      ]) {
        forgeRows(copy, study, table, change);
        expect(verifyStudy(copy).findingCount, String(change)).toBeGreaterThan(0);
        forge(copy, table, original, readColumns(original).rows);
      }
    },
  );

  it('tells what is missing of an unfinished study, which is no finding', () => {
    const copy = copyOf(out);
    rmSync(join(copy, '_SUCCESS'));
    rmSync(join(copy, 'data', 'errors', 'part-00001.arrow'));
    expect(verifyStudy(copy)).toMatchObject({ complete: false, missing: [1], findings: [] });
  });

  it('finds _SUCCESS over missing chunks, or of another study, and files that do not belong there', () => {
    const copy = copyOf(out);
    rmSync(join(copy, 'data', 'errors', 'part-00001.arrow'));
    expect(verifyStudy(copy).findings).toMatchObject([{ file: '_SUCCESS', found: 'none of 1' }]);
    writeFileSync(join(copy, '_SUCCESS'), '{"hash":"x"}');
    cpSync(join(copy, 'data', 'errors'), join(copy, 'data', 'other'), { recursive: true });
    writeFileSync(join(copy, 'data', 'errors', 'part-00007.arrow'), '');
    expect(verifyStudy(copy).findings.map((f) => f.file)).toEqual([
      'data/errors/part-00007.arrow',
      'data/other',
      '_SUCCESS',
      '_SUCCESS',
    ]);
  });

  it('recomputes a sample of about the size asked for and says so', () => {
    const report = verifyStudy(out, { designs: 4 });
    expect(report.findings).toEqual([]);
    expect(report.recomputed).toBeGreaterThan(0);
    expect(report.recomputed).toBeLessThan(report.designed);
    expect(report.rows).toEqual(verifyStudy(out).rows);
  });

  it('compares within a tolerance what another version of Node wrote, and tells the largest deviation', () => {
    const copy = copyOf(out);
    const file = join(copy, 'study.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"node": "[^"]+"/, '"node": "v0.0.0"'));
    forgeRows(copy, study, 'designs', (list) =>
      list.map((r, i) => (i === 0 ? { ...r, sinr_db: (r['sinr_db'] as number) + 1e-11 } : r)),
    );
    const report = verifyStudy(copy);
    expect(report).toMatchObject({ tolerance: 1e-9, findings: [] });
    expect(report.largestDeviation).toBeGreaterThan(1e-12);
    expect(report.largestDeviation).toBeLessThan(2e-11);
    expect(verifyStudy(copy, { tolerance: 1e-12 }).findingCount).toBeGreaterThan(0);
  });

  it('recomputes the weighted form, its vectors and its sensing-free end', async () => {
    const weighted = tinyStudy((t) =>
      t.replace('thresholdDb: [5, 60]', 'rho: [0, 0.5, 1]').replace('design: joint', 'design: [paper, joint]'),
    );
    const folder = join(temporaryFolder(), 'weighted');
    await runStudy(weighted, { out: folder });
    const report = verifyStudy(folder);
    expect(report).toMatchObject({ findings: [], designed: 18, recomputed: 18, undecided: 0 });
    expect(report.claims).toContain('designs.sinr_program_db'); // g is the solver's own there
  });

  it.each([
    [
      'every block-level design',
      (t: string) =>
        t
          .replace('joint', '[paper, capsFree, joint, blind]')
          .replace('[5, 60]', '[0, 5, 60]')
          .replace('guaranteed', '[none, paper, guaranteedSum]'),
    ],
    [
      'several scenarios',
      (t: string) =>
        t
          .replace('BLP-CBF', '[BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]')
          .replace(', csiErrorRadius: 0.01', '')
          .replace('[5, 60]', '[5, 60], cells: [1, 2], usersPerCell: [1, 2], csiErrorRadius: [0, 0.05]')
          .replace('channels: 3', 'channels: 1'),
    ],
    [
      'the weighted form',
      (t: string) =>
        t
          .replace('BLP-CBF', '[BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]')
          .replace('joint', '[paper, joint]')
          .replace('thresholdDb: [5, 60]', 'rho: [0, 0.5, 1]')
          .replace('channels: 3', 'channels: 1'),
    ],
  ])(
    'finds nothing in an undisturbed study of %s, precise or fast, with and without its vectors',
    async (_name, change) => {
      for (const names of [NAMES, NAMES.filter((t) => t !== 'precoders')])
        for (const precision of ['precise', 'fast']) {
          const own = tinyStudy(
            (t) => `${change(t)}solver: { precision: ${precision} }\noutput: { tables: [${names.join(', ')}] }\n`,
          );
          const folder = join(temporaryFolder(), 'honest');
          await runStudy(own, { out: folder });
          expect(verifyStudy(folder)).toMatchObject({ findings: [], complete: true });
          expect(verifyStudy(folder, { designs: 2 }).findings).toEqual([]);
        }
    },
  );

  it('checks files and claims of a study that stores no precoders, and recomputes none', async () => {
    const lean = tinyStudy((t) => `${t}output: { tables: [designs, convergence] }\n`);
    const folder = join(temporaryFolder(), 'lean');
    await runStudy(lean, { out: folder });
    expect(verifyStudy(folder)).toMatchObject({ findings: [], designed: 0, recomputed: 0, complete: true });
  });
});
