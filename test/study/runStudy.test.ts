import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError, ResumableError } from '../../src/errors.ts';
import { NUMERICS_VERSION, studyHash } from '../../src/study/hash.ts';
import { meanOutage } from '../../src/study/meanOutage.ts';
import { runStudy } from '../../src/study/runner.ts';
import { summarize } from '../../src/study/summary.ts';
import { chunkFiles, dataBytes, readRows, readTables, temporaryFolder, tinyStudy } from './tinyStudy.ts';

const study = tinyStudy();
const out = join(temporaryFolder(), 'tiny');

beforeAll(async () => {
  await runStudy(study, { out });
});

const numbers = (rows: Record<string, unknown>[], name: string): number[] => rows.map((r) => Number(r[name]));

describe('runStudy', () => {
  it('writes the same bytes whatever is computed together, in every scheme and design', async () => {
    const mixed = tinyStudy((t) =>
      t
        .replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]')
        .replace('design: joint', 'design: [paper, joint]')
        .replace('robustness: guaranteed', 'robustness: [paper, guaranteed]')
        .replace('channels: 3', 'channels: 5'),
    );
    const folder = temporaryFolder();
    const bytes = await Promise.all(
      [1, 64, 1000].map(async (batch) => {
        const own = join(folder, String(batch));
        const seen: number[] = [];
        await runStudy(mixed, { out: own, batch, onProgress: (done) => seen.push(done) });
        expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
        return dataBytes(own);
      }),
    );
    expect(bytes[1]).toEqual(bytes[0]);
    expect(bytes[2]).toEqual(bytes[0]);
  });

  it('writes a file for each chunk and table, study.json and _SUCCESS', () => {
    for (const table of ['designs', 'errors', 'precoders', 'convergence', 'certificates'])
      expect(chunkFiles(out, table)).toHaveLength(3);
    expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
    const record = JSON.parse(readFileSync(join(out, 'study.json'), 'utf8')) as Record<string, unknown>;
    expect(record).toMatchObject({ hash: studyHash(study), study, backend: 'cpu' });
    expect(Object.keys(record).sort()).toEqual(
      [
        'arithmetic',
        'backend',
        'backendReason',
        'commit',
        'device',
        'hash',
        'numerics',
        'start',
        'study',
        'versions',
      ].sort(),
    );
  });

  it('has a row for each realization and point, null where there is no design', () => {
    const rows = readRows(out, 'designs');
    expect(rows.map((r) => [r['design_id'], r['realization'], r['point'], r['threshold_db']])).toEqual([
      [0n, 0, 0, 5],
      [1n, 0, 1, 60],
      [2n, 1, 0, 5],
      [3n, 1, 1, 60],
      [4n, 2, 0, 5],
      [5n, 2, 1, 60],
    ]);
    for (const row of rows) {
      const feasible = row['threshold_db'] === 5;
      expect(row['status']).toBe(feasible ? 'optimal' : 'infeasible');
      expect(row['meets_claim']).toBe(feasible);
      expect(row['holds_over_ball']).toBe(feasible);
      expect(row['certified']).toBe(feasible); // the former name of meets_claim
      for (const name of ['rcrb_deg', 'rcrb_bs_rad', 'sinr_db', 'worst_exact_sinr_db', 'power_used_bs', 'leakage_used'])
        expect(row[name] === null, name).toBe(!feasible);
      expect(row).toMatchObject({ rho: null, seed: '3', scheme: 'BLP-CBF', design: 'joint', robustness: 'guaranteed' });
    }
    expect(readRows(out, 'errors')).toHaveLength(3 * 4);
    expect(readRows(out, 'precoders')).toHaveLength(3 * 2);
  });

  it('keeps times, hosts and paths out of the tables', () => {
    for (const name of ['designs', 'errors', 'precoders', 'convergence', 'certificates'])
      readTables(out, name).forEach((table, chunk) => {
        expect([...table.schema.metadata].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
          ['isac_mc.chunk', String(chunk)],
          ['isac_mc.numerics', String(NUMERICS_VERSION)],
          ['isac_mc.study_hash', studyHash(study)],
          ['isac_mc.table', name],
        ]);
        for (const f of table.schema.fields) expect(f.name).not.toMatch(/second|time|host|date/);
      });
  });

  it('gives the same bytes for other batches of chunks, and computes nothing that is there', async () => {
    const other = join(temporaryFolder(), 'other');
    expect(await runStudy(study, { out: other, limit: 2 })).toMatchObject({
      chunksDone: 2,
      chunksSkipped: 0,
      complete: false,
    });
    expect(readdirSync(other)).not.toContain('_SUCCESS');
    expect(await runStudy(study, { out: other })).toMatchObject({ chunksDone: 1, chunksSkipped: 2, complete: true });
    expect(dataBytes(other)).toEqual(dataBytes(out));
    expect(await runStudy(study, { out: other })).toMatchObject({ chunksDone: 0, chunksSkipped: 3, complete: true });
    rmSync(join(other, 'data', 'precoders', 'part-00001.arrow'));
    expect(await runStudy(study, { out: other })).toMatchObject({ chunksDone: 1, chunksSkipped: 2, complete: true });
    expect(dataBytes(other)).toEqual(dataBytes(out));
  });

  it('is not complete while a chunk of a complete study is lost, also beyond the limit', async () => {
    const other = join(temporaryFolder(), 'lost');
    await runStudy(study, { out: other });
    rmSync(join(other, 'data', 'designs', 'part-00002.arrow'));
    expect(await runStudy(study, { out: other, limit: 1 })).toMatchObject({ chunksDone: 0, complete: false });
    expect(readdirSync(other)).not.toContain('_SUCCESS');
    expect(await runStudy(study, { out: other })).toMatchObject({ chunksDone: 1, complete: true });
    expect(readdirSync(other)).toContain('_SUCCESS');
    expect(dataBytes(other)).toEqual(dataBytes(out));
  });

  it('stops between chunks when it is told to and goes on afterwards', async () => {
    const longer = tinyStudy((t) => t.replace('channels: 3', 'channels: 30'));
    const [other, whole] = ['stopped', 'whole'].map((name) => join(temporaryFolder(), name)) as [string, string];
    const abort = new AbortController();
    let done = 0;
    const run = runStudy(longer, {
      out: other,
      batch: 1,
      signal: abort.signal,
      onProgress: (now) => {
        done = now;
        if (now === 1) abort.abort();
      },
    });
    await expect(run).rejects.toThrow(ResumableError);
    // chunks that were computed while the first one was written
    expect(done).toBeGreaterThanOrEqual(1);
    expect(done).toBeLessThan(15);
    await expect(run).rejects.toThrow(`interrupted after ${done} of 30 chunks`);
    expect(await runStudy(longer, { out: other })).toMatchObject({
      chunksDone: 30 - done,
      chunksSkipped: done,
      complete: true,
    });
    await runStudy(longer, { out: whole });
    expect(dataBytes(other)).toEqual(dataBytes(whole));
  });

  it('refuses the directory of another study without writing to it', async () => {
    const before = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
    const another = tinyStudy((t) => t.replace("'3'", "'4'"));
    await expect(runStudy(another, { out })).rejects.toThrow(InputError);
    await expect(runStudy(another, { out })).rejects.toThrow(
      /--out .*: expected the results of this study .*, got those of another/,
    );
    await expect(runStudy(study, { out, precision: 'fast' })).rejects.toThrow(InputError);
    expect(readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
  });

  it('refuses a study.json that cannot be read', async () => {
    const other = join(temporaryFolder(), 'broken');
    mkdirSync(other);
    writeFileSync(join(other, 'study.json'), '{"hash": ');
    await expect(runStudy(study, { out: other })).rejects.toThrow(InputError);
    expect(readdirSync(other)).toEqual(['study.json']);
  });

  it('writes only the tables that the study asks for', async () => {
    const other = join(temporaryFolder(), 'some');
    const some = tinyStudy((t) => `${t.replace('channels: 3', 'channels: 1')}output: { tables: errors }\n`);
    await runStudy(some, { out: other });
    expect(readdirSync(join(other, 'data')).sort()).toEqual(['designs', 'errors', 'sinr_distribution']);
  });
});

describe('summarize', () => {
  it('agrees with the rows of the designs table', () => {
    const rows = readRows(out, 'designs');
    const low = rows.filter((r) => r['threshold_db'] === 5);
    const rcrb = numbers(low, 'rcrb_deg').toSorted((a, b) => a - b);
    const sinr = numbers(low, 'sinr_db').toSorted((a, b) => a - b);
    const margin = Math.min(...numbers(low, 'worst_exact_sinr_db').map((x) => x - 5));
    expect(margin).toBeGreaterThan(-1e-6);
    const lines = summarize(out);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual({
      scheme: 'BLP-CBF',
      design: 'joint',
      robustness: 'guaranteed',
      point: 'N=2 L=4 d=0.01 threshold_db=5',
      draws: 3,
      feasible: 3,
      undecided: 0,
      failed: 0,
      meetsClaim: 3,
      holdsOverBall: 3,
      medianRcrbDeg: rcrb[1],
      medianSinrDb: sinr[1],
      hasThreshold: true,
      worstMarginDb: margin,
      loose: 0,
      outage: meanOutage(numbers(low, 'outage'), 4),
      largestGap: Math.max(...low.map((r) => Number(r['rcrb_deg']) / Number(r['rcrb_relaxation_deg']))),
    });
    expect(lines[1]).toMatchObject({ draws: 3, feasible: 0, meetsClaim: 0, medianRcrbDeg: Infinity });
  });
});
