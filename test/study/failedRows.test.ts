import { copyFileSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportParquet } from '../../src/analysis/exportParquet.ts';
import { readDesigns } from '../../src/analysis/readDesigns.ts';
import { openStudySource } from '../../src/analysis/readStudyDirectory.ts';
import { writeReport } from '../../src/analysis/report/writeReport.ts';
import { InputError, ResumableError } from '../../src/errors.ts';
import { ChunkStore } from '../../src/study/chunkStore.ts';
import { computeChunks } from '../../src/study/computeChunks.ts';
import { extractDesign } from '../../src/study/extractDesign.ts';
import { finishStudy } from '../../src/study/finishStudy.ts';
import { type RunResult, runStudy } from '../../src/study/runner.ts';
import type { Study } from '../../src/study/schema.ts';
import { planStudy } from '../../src/study/studyPlan.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { summarize } from '../../src/study/summary.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { type ChannelDraw, channelStudy } from './channelStudy.ts';
import { chunkFiles, dataBytes, readRows, temporaryFolder } from './tinyStudy.ts';
import { copyOf } from './verify/tamper.ts';
import { renewChecksum } from './verify/renewChecksum.ts';

const SYSTEM = { cells: 2, usersPerCell: 2, txAntennas: 3, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 };
const BODY = `schemes: [BLP-CBF, BLP-CoMP, SLP-CBF]
design: [paper, joint]
robustness: [paper]
sweep: { thresholdDb: [0] }
output: { tables: [designs, errors, precoders, convergence, beampatterns, ser, complexity] }`;
const POINTS = 6;

const whole = (): void => undefined;
const notANumber = ({ link }: ChannelDraw): void => {
  link(0, 1, 0)[2] = Number.NaN;
};
/** Finite, but no square of it is: coefficients of some programs overflow, and the solver ends without a claim at others. */
const overflowing = ({ channels }: ChannelDraw): void =>
  channels.forEach((x, i) => {
    channels[i] = 1e200 * x;
  });
const NOT_A_NUMBER = 'channels[1, 0, 1, 0, 1]: expected a finite number, got NaN';
const OVERFLOW = /^design: .*expected finite numbers, got NaN at index \d+$/;

/** A row with every digit. */
const textOf = (row: Record<string, unknown>): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

const folder = temporaryFolder();
const out = join(folder, 'out');
let study: Study;
let result: RunResult;
/** Designs of realization 3 that fail. */
let overflows = 0;

beforeAll(async () => {
  ({ study } = channelStudy(folder, SYSTEM, [whole, notANumber, whole, overflowing], BODY));
  result = await runStudy(study, { out });
  overflows = result.failedRows - POINTS;
});

describe('a draw that cannot be computed', () => {
  it('is a row with status failed and a message, and nothing else but its ids and its point', () => {
    const rows = readRows(out, 'designs');
    expect(rows).toHaveLength(4 * POINTS);
    expect(overflows).toBeGreaterThan(0);
    for (const row of rows) {
      const realization = Number(row['realization']);
      if (realization % 2 === 0) {
        expect(row).toMatchObject({ status: expect.stringMatching(/ptimal|infeasible/) as string, failure: null });
        continue;
      }
      if (row['status'] === 'numericalError') {
        expect(realization).toBe(3);
        continue;
      }
      expect(row).toMatchObject({
        status: 'failed',
        meets_claim: false,
        holds_over_ball: false,
        failed_checks: '',
        extraction: 'none',
      });
      expect(row['failure']).toMatch(realization === 1 ? /^channels\[1, 0, 1, 0, 1\]: .* got NaN$/ : OVERFLOW);
      const known = Object.keys(row).filter((name) => row[name] !== null);
      expect(known).toEqual(
        expect.arrayContaining(['design_id', 'realization', 'scheme', 'tx_antennas', 'threshold_db']),
      );
      for (const name of [
        'iterations',
        'solver_iterations',
        'solver_path',
        'merit',
        'rcrb_deg',
        'sinr_db',
        'leakage_used',
      ])
        expect(known).not.toContain(name);
    }
    for (const table of ['errors', 'precoders', 'transmit', 'convergence', 'beampatterns', 'ser', 'complexity'])
      expect(readRows(out, table).filter((r) => Math.floor(Number(r['design_id']) / POINTS) === 1)).toEqual([]);
  });

  it('leaves the other draws what they are without it', async () => {
    const other = temporaryFolder();
    const { study: sound } = channelStudy(other, SYSTEM, [whole, whole, whole, whole], BODY);
    await runStudy(sound, { out: join(other, 'out') });
    for (const table of tablesOf(study)) {
      const rows = (root: string) =>
        readRows(root, table)
          .filter((r) => [0, 2].includes(Math.floor(Number(r['design_id']) / POINTS)))
          .map(textOf);
      expect(rows(out)).toEqual(rows(join(other, 'out')));
      if (table === 'precoders') expect(rows(out)).not.toEqual([]);
    }
  });

  it('gives the same bytes whatever is computed together, on one thread or two', async () => {
    const bytes = dataBytes(out);
    for (const [name, options] of Object.entries({
      alone: { batch: 1 },
      together: { batch: 64 },
      threads: { workers: 2 },
    })) {
      const own = join(folder, name);
      await runStudy(study, { out: own, ...options });
      expect(dataBytes(own)).toEqual(bytes);
    }
  });

  it('is found among the draws of one chunk, whose other rows stay', async () => {
    const [first = { id: 0, first: 0, end: 0 }] = planStudy(study).chunks;
    const plan = planStudy(study);
    const [one] = await computeChunks(plan, [{ ...first, end: 4 }]);
    const apart = await computeChunks(plan, plan.chunks);
    expect(one).toMatchObject({ designs: 4 * POINTS, failed: POINTS + overflows });
    expect(apart.map((c) => c.failed)).toEqual([0, POINTS, 0, overflows]);
    const count = (table: string) => apart.reduce((n, c) => n + (c.files.find((f) => f.table === table)?.rows ?? 0), 0);
    for (const { table, rows } of one?.files ?? []) expect([table, rows]).toEqual([table, count(table)]);
  });

  it('is counted by the run, by _SUCCESS and by the manifest; a second run changes nothing and says so again', async () => {
    const state = () =>
      readdirSync(out, { recursive: true, encoding: 'utf8' }).map((f) => statSync(join(out, f)).mtimeMs);
    expect(JSON.parse(readFileSync(join(out, '_SUCCESS'), 'utf8'))).toMatchObject({
      realizations: 4,
      failed: POINTS + overflows,
    });
    const before = dataBytes(out);
    const times = state();
    const again = await runStudy(study, { out });
    expect(again).toMatchObject({ chunksDone: 0, chunksSkipped: 4, complete: true, failedRows: POINTS + overflows });
    expect(again.failures[0]).toEqual({ designId: POINTS, realization: 1, failure: NOT_A_NUMBER });
    expect(dataBytes(out)).toEqual(before);
    expect(state().slice(1)).toEqual(times.slice(1)); // but for the directory itself, in which a writer looks whether it may write
    expect(finishStudy(out)).toBe(4);
    expect(studyStatus(out)).toMatchObject({ complete: true, failed: [], failedRows: POINTS + overflows });
  });

  it('is named by what reads a study', () => {
    const joint = summarize(out).find((l) => l.scheme === 'BLP-CBF' && l.design === 'joint');
    const statuses = readRows(out, 'designs').flatMap((r) =>
      r['scheme'] === 'BLP-CBF' && r['design'] === 'joint' ? [r['status']] : [],
    );
    expect(joint).toMatchObject({
      draws: 4,
      feasible: 2,
      failed: statuses.filter((s) => s === 'failed').length,
      undecided: statuses.filter((s) => s === 'numericalError').length,
    });
    const rows = readDesigns(openStudySource(out)).rows.filter((r) => r.failed);
    expect(rows).toHaveLength(POINTS + overflows);
    for (const r of rows) expect(r).toMatchObject({ feasible: false, undecided: true, designed: false });
    const page = join(folder, 'report.html');
    expect(writeReport(out, page)).toMatchObject({ failedRows: POINTS + overflows });
    expect(readFileSync(page, 'utf8')).toContain(`<strong id="key-failed">${POINTS + overflows}</strong>`);
    expect(exportParquet(out, { out: join(folder, 'parquet') })).toMatchObject({ failedRows: POINTS + overflows });
    expect(() => extractDesign(out, BigInt(POINTS))).toThrow(InputError);
    expect(() => extractDesign(out, BigInt(POINTS))).toThrow(/^--row 6: .*channels\[1, 0, 1, 0, 1\]/);
  });

  it('is read of table designs of its own chunk alone, whatever the checksums say', async () => {
    const copy = copyOf(out);
    const [of0 = '', of1 = ''] = chunkFiles(copy, 'designs');
    const bytes = readFileSync(of0);
    writeFileSync(of1, bytes);
    renewChecksum(copy, 'designs', 1, bytes);
    const message = `${of1}: expected table designs of this study, got something else (isac_mc.chunk: expected 1, got 0)`;
    const status = () => studyStatus(copy);
    expect(status).toThrow(ResumableError);
    expect(status).toThrow(message);
    await expect(runStudy(study, { out: copy })).rejects.toThrow(message);
  });

  it('passes verification, which counts it', () => {
    const report = verifyStudy(out);
    expect(report).toMatchObject({ complete: true, findings: [], failedRows: POINTS + overflows });
    expect(report.recomputed).toBe(report.designed);
  });
});

/** A study on sound channels in whose directory chunk 1 was written with failed rows. */
async function onceFailed(): Promise<{ readonly sound: Study; readonly root: string }> {
  const own = temporaryFolder();
  const { study: sound } = channelStudy(own, SYSTEM, [whole, whole, whole], BODY);
  const plan = planStudy(sound);
  const root = join(own, 'out');
  await runStudy(sound, { out: root, limit: 1 });
  const chunk = plan.chunks[1] ?? { id: 1, first: 1, end: 2 };
  const [failed] = await computeChunks({ ...plan, study }, [chunk]); // those of the study whose realization 1 has a NaN
  const store = new ChunkStore(root, tablesOf(sound));
  if (failed) await store.write([{ chunk, result: failed }]);
  store.close();
  await runStudy(sound, { out: root });
  return { sound, root };
}

describe('runStudy with retryFailed', () => {
  it('computes the chunks with failed rows again, and those alone', async () => {
    const { sound, root } = await onceFailed();
    expect(studyStatus(root)).toMatchObject({ complete: true, success: true, failedRows: POINTS });
    expect(await runStudy(sound, { out: root, retryFailed: true })).toMatchObject({
      chunksDone: 1,
      chunksSkipped: 2,
      complete: true,
      failedRows: 0,
      failures: [],
    });
    expect(JSON.parse(readFileSync(join(root, '_SUCCESS'), 'utf8'))).toMatchObject({ failed: 0 });
    const fresh = join(root, '..', 'fresh');
    await runStudy(sound, { out: fresh });
    expect(dataBytes(root)).toEqual(dataBytes(fresh));
    expect(verifyStudy(root)).toMatchObject({ findings: [], failedRows: 0 });
    expect(await runStudy(sound, { out: root, retryFailed: true })).toMatchObject({ chunksDone: 0, failedRows: 0 });
  });

  it('keeps a row that fails again', async () => {
    const bytes = dataBytes(out);
    const retried = await runStudy(study, { out, retryFailed: true });
    expect(retried).toMatchObject({ chunksDone: 2, chunksSkipped: 2, complete: true, failedRows: POINTS + overflows });
    expect(dataBytes(out)).toEqual(bytes);
    expect(studyStatus(out)).toMatchObject({ success: true, failedRows: POINTS + overflows });
  });

  it('recovers from a kill between the files of a chunk', async () => {
    const { sound, root } = await onceFailed();
    const old = join(root, '..', 'old.arrow');
    const file = chunkFiles(root, 'designs')[1] ?? '';
    copyFileSync(file, old);
    await runStudy(sound, { out: root, retryFailed: true });
    const bytes = dataBytes(root);
    copyFileSync(old, file); // the old file beside the new ones: each is listed, but not together
    rmSync(join(root, '_SUCCESS'));
    expect(studyStatus(root)).toMatchObject({ complete: false, missing: [1], damaged: [] });
    const report = () => writeReport(root, join(root, '..', 'mixed.html'));
    expect(report).toThrow(ResumableError);
    expect(report).toThrow(/part-00001\.arrow: expected the file that was written with the others of chunk 1, got/);
    expect(await runStudy(sound, { out: root })).toMatchObject({ chunksDone: 1, complete: true, failedRows: 0 });
    expect(dataBytes(root)).toEqual(bytes);
  });
});
