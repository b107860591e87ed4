import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  keepColumns,
  parseStoredRun,
  printStoredRun,
  readStoredRuns,
  runsFolder,
} from '../../scripts/results/storedRun.ts';
import { SECTIONS } from '../../scripts/results/studies.ts';
import { isCurrent, shippedHash, takeRun } from '../../scripts/results/takeRun.ts';
import { readDesigns } from '../../src/analysis/readDesigns.ts';
import { numberRows, openStudySource } from '../../src/analysis/readStudyDirectory.ts';
import { shippedNames } from '../../src/cli/shippedStudies.ts';
import { NUMERICS_VERSION } from '../../src/study/hash.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { infeasible, storedDesign, storedRun } from './storedRows.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('a stored run', () => {
  it('reads back as it was printed, RCRBs at seven digits and SINRs at nine', () => {
    const rows = [
      storedDesign({
        rcrb_deg: 2.123456789123,
        worst_exact_sinr_db: 30.0000043,
        sinr_db: -Infinity,
        rcrb_relaxation_deg: Infinity,
        meets_claim: false,
      }),
      infeasible({ realization: 1, holds_over_ball: true }),
    ];
    const run = storedRun('fig3', rows);
    const [first, second] = parseStoredRun(printStoredRun(run), 'fig3.csv').rows;
    expect(first).toEqual({ ...rows[0], rcrb_deg: 2.123457 });
    expect(second).toEqual(rows[1]);
    expect({ ...parseStoredRun(printStoredRun(run), 'fig3.csv'), rows: [] }).toEqual({ ...run, rows: [] });
  });

  it('is refused with a missing column, fact or cell', () => {
    const rows = [storedDesign(), storedDesign({ realization: 1, rcrb_deg: 3, sinr_db: 11 })];
    const text = printStoredRun(storedRun('fig3', rows));
    expect(() => parseStoredRun(text.replace('rcrb_deg', 'rcrb'), 'a.csv')).toThrow(
      'a.csv: expected a column rcrb_deg',
    );
    expect(() => parseStoredRun(text.replace('# date', '# day'), 'a.csv')).toThrow('"# date: ..."');
    expect(() => parseStoredRun(text.replace('0,2,10.5', '0,2'), 'a.csv')).toThrow('row 1: expected 3 cells, got 2');
    expect(() => parseStoredRun(text.replace('in every row', 'always'), 'a.csv')).toThrow('"# in every row: ..."');
  });

  it('has a column that is the same in every row once, and none that no page needs', () => {
    const rows = [0, 1].map((realization) => storedDesign({ realization, rcrb_lower_deg: 1 + realization }));
    const kept = keepColumns(storedRun('fig3', rows), ['rcrb_relaxation_deg']);
    const text = printStoredRun(kept);
    expect(text.split('\n').slice(8)).toEqual(['realization', '0', '1', '']);
    expect(parseStoredRun(text, 'a.csv').rows).toEqual(
      rows.map((row) => ({ ...row, rcrb_lower_deg: Number.NaN, rcrb_first_deg: Number.NaN, iterations: Number.NaN })),
    );
  });
});

describe('docs/runs', () => {
  it('holds runs of shipped studies, each with every draw of every grid point', () => {
    for (const [name, run] of readStoredRuns()) {
      expect(shippedNames()).toContain(name);
      expect(Object.keys(SECTIONS)).toContain(name);
      expect(run.rows.length % run.draws, name).toBe(0);
      expect(new Set(run.rows.map((r) => r.realization)).size, name).toBe(run.draws);
    }
    const names = readdirSync(runsFolder()).filter((name) => name.endsWith('.csv'));
    expect(names).toEqual([...readStoredRuns().keys()].map((name) => `${name}.csv`));
  });
});

describe('npm run docs:store', () => {
  const folder = temporaryFolder();
  const out = join(folder, 'some-name');
  const store = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync('npx', ['tsx', 'scripts/results/storeRun.ts', '--out', folder, ...args], { cwd: ROOT, encoding: 'utf8' });

  beforeAll(() => {
    const main = join(ROOT, 'dist', 'cli', 'main.js');
    execFileSync(process.execPath, [main, 'run', 'fig3', '--limit', '1', '--out', out], { stdio: 'ignore' });
  });

  it('refuses an unfinished study in one line', () => {
    const { status, stderr } = store(out);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^docs:store: .*expected a finished study, got an unfinished one; .*\n$/);
    expect(store(out, '--limit', '2').stderr).toContain('expected 28 designs of 2 draws, got 14');
    expect(store(folder).status).toBe(2);
    expect(store().status).toBe(2);
  });

  it('takes a finished study whole', { timeout: 300_000 }, () => {
    const main = join(ROOT, 'dist', 'cli', 'main.js');
    const whole = join(folder, 'whole');
    execFileSync(process.execPath, [main, 'run', 'fig4', '--out', whole], { stdio: 'ignore' });
    const run = takeRun(whole);
    expect(run).toMatchObject({ study: 'fig4', command: 'isac-mc run fig4', draws: 1 });
    expect(run.rows.map((r) => r.rcrb_first_deg)).toEqual(run.rows.map(() => Number.NaN)); // it has no table convergence
  });

  it('stores the rows of table designs of a limited run under the name of its study', () => {
    expect(store(out, '--limit', '1').status).toBe(0);
    const run = parseStoredRun(readFileSync(join(folder, 'fig3.csv'), 'utf8'), 'fig3.csv');
    expect(run).toMatchObject({ study: 'fig3', command: 'isac-mc run fig3 --limit 1', draws: 1 });
    expect(run.hash).toBe(shippedHash('fig3'));
    const designs = readDesigns(openStudySource(out)).rows;
    expect(run.rows.map((r) => r.sinr_db)).toEqual(designs.map((r) => Number(r.sinrDb.toPrecision(9))));
    expect(takeRun(out, 1).rows.map((r) => r.rcrb_deg)).toEqual(designs.map((r) => r.rcrbDeg));
    expect(takeRun(out, 1).rows.map((r) => r.holds_over_ball)).toEqual(designs.map((r) => r.holdsOverBall));
  });

  it('takes the RCRB after the first iteration from table convergence', () => {
    const source = openStudySource(out);
    const first = [...numberRows(source, 'convergence', ['design_id', 'round', 'iteration', 'rcrb_deg'])].filter(
      (r) => r.round === 0 && r.iteration === 1,
    );
    const ids = readDesigns(source).rows.map((r) => r.id);
    expect(takeRun(out, 1).rows.map((r) => r.rcrb_first_deg)).toEqual(
      ids.map((id) => first.find((r) => r.design_id === id)?.rcrb_deg ?? Number.NaN),
    );
    expect(first.length).toBeGreaterThan(0);
  });
});

describe('isCurrent', () => {
  const run = { ...storedRun('fig3', []), numerics: String(NUMERICS_VERSION), hash: shippedHash('fig3') };

  it('takes a run of the shipped study at this numerics version', () => {
    expect(isCurrent(run)).toBe(true);
  });

  it('refuses older versions and other studies', () => {
    // of a run of this study at version 6
    const older = '8e3314f4c449a76e3c2db783fed411daa882e39408901f001120e01043947dc6';
    expect(isCurrent({ ...run, numerics: '6', hash: older })).toBe(false);
    expect(isCurrent({ ...run, hash: shippedHash('fig5') })).toBe(false);
  });
});
