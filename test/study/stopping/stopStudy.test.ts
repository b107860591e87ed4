import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportParquet } from '../../../src/analysis/exportParquet.ts';
import { finishStudy } from '../../../src/study/finishStudy.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { boundedMean } from '../../../src/study/stopping/boundedMean.ts';
import { quantile } from '../../../src/study/stopping/quantile.ts';
import { studyStatus } from '../../../src/study/studyStatus.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { copyOf, forgeRows } from '../verify/tamper.ts';
import { dataBytes, readRows, temporaryFolder, TINY, tinyStudy } from '../tinyStudy.ts';

const CAP = 120;
const withStop = (rule: string) =>
  tinyStudy((t) => `${t.replace('channels: 3', `channels: ${CAP}`).replace('[5, 60]', '[5, 20]')}stop: ${rule}\n`);
const study = withStop('{ metric: rcrb_deg, statistic: quantile, halfWidth: 3.2, confidence: 0.9 }');
const whole = join(temporaryFolder(), 'whole');
const stop = async (out: string) => studyStatus(out).stop;

beforeAll(async () => {
  await runStudy(study, { out: whole });
});

describe('a study with a stopping rule', () => {
  it('stops at the first chunk where every interval is narrow enough', async () => {
    const report = await stop(whole);
    const n = report?.realizations ?? 0;
    expect(report).toMatchObject({ reached: true, cap: CAP });
    expect(n).toBeGreaterThan(30);
    expect(n).toBeLessThan(CAP);
    const rows = readRows(whole, 'designs');
    expect(rows).toHaveLength(2 * n);
    // by hand, from the rows alone
    const widths = Array.from({ length: n }, (_, last) =>
      Math.max(
        ...[0, 1].map((point) => {
          const sequence = quantile(0.5, 1 - 0.9);
          for (const r of rows)
            if (r['point'] === point && Number(r['realization']) <= last)
              sequence.add(r['rcrb_deg'] === null ? Infinity : Number(r['rcrb_deg']));
          const { low, high } = sequence.interval();
          if (last === n - 1)
            expect(report?.estimates[point]).toEqual({
              label: expect.stringMatching(/^BLP-CBF joint guaranteed N=2 L=4 d=0.01 threshold_db=(5|20)$/) as string,
              point,
              count: n,
              estimate: sequence.estimate(),
              low,
              high,
            });
          return low === high ? 0 : (high - low) / 2;
        }),
      ),
    );
    expect(widths.at(-1)).toBeLessThanOrEqual(3.2);
    // before the minimum of 30 realizations intervals may be narrow by luck
    expect(widths.slice(29, -1).every((w) => w > 3.2)).toBe(true);
    expect(JSON.parse(readFileSync(join(whole, '_SUCCESS'), 'utf8'))).toMatchObject({ chunks: n, realizations: n });
  });

  it('is exported as Parquet as far as it went', async () => {
    const n = (await stop(whole))?.realizations ?? 0;
    const result = exportParquet(whole, { out: join(temporaryFolder(), 'parquet') });
    expect(result).toMatchObject({ chunks: n, missing: [] });
  });

  it('is complete: status, finish and verify agree, and a second run computes nothing', async () => {
    const n = (await stop(whole))?.realizations ?? 0;
    expect(studyStatus(whole)).toMatchObject({ chunks: n, done: n, missing: [], complete: true, success: true });
    expect(finishStudy(whole)).toBe(n);
    expect(verifyStudy(whole)).toMatchObject({ complete: true, chunks: n, findingCount: 0 });
    expect(await runStudy(study, { out: whole })).toMatchObject({ chunksDone: 0, chunksSkipped: n, complete: true });
  });

  it('ends with the same bytes for any workers, shards, their order, and interruptions', async () => {
    const check = (out: string): void => {
      expect(dataBytes(out)).toEqual(dataBytes(whole));
      expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
    };
    const workers = join(temporaryFolder(), 'workers');
    await runStudy(study, { out: workers, workers: 2 });
    check(workers);

    // the last shards know nothing of the first ones and run to the cap: what is too much goes at the end
    const shards = join(temporaryFolder(), 'shards');
    for (const index of [3, 2, 1]) await runStudy(study, { out: shards, shard: { index, count: 3 } });
    check(shards);

    const resumed = join(temporaryFolder(), 'resumed');
    await runStudy(study, { out: resumed, limit: 17 });
    expect(studyStatus(resumed)).toMatchObject({ chunks: CAP, done: 17, complete: false, stop: { reached: false } });
    const n = (await stop(whole))?.realizations ?? 0;
    // what is computed beyond the stop is not counted
    expect(await runStudy(study, { out: resumed })).toMatchObject({ chunksDone: n - 17, chunksSkipped: 17 });
    check(resumed);
  });

  it('runs to the cap when the rule is never reached, and says so', async () => {
    const out = join(temporaryFolder(), 'cap');
    const strict = withStop('{ metric: certified, statistic: proportion, halfWidth: 0.001 }');
    const result = await runStudy(strict, { out, workers: 2 });
    expect(result).toMatchObject({ complete: true, stop: { reached: false, realizations: CAP, cap: CAP } });
    const met = readRows(out, 'designs').filter((r) => r['point'] === 0 && r['meets_claim']).length;
    const [estimate] = result.stop?.estimates ?? [];
    expect(estimate).toMatchObject({ count: CAP, estimate: met / CAP });
  });

  it('counts the error draws of each design as one share, and a draw without a design as failed', async () => {
    const out = join(temporaryFolder(), 'errors');
    const rule = withStop('{ metric: error_sinr_db, statistic: proportion, below: 6, halfWidth: 0.001 }');
    const result = await runStudy({ ...rule, realizations: { ...rule.realizations, channels: 40 } }, { out });
    const errors = readRows(out, 'errors');
    const shares = readRows(out, 'designs').map((d) => {
      const own = errors.filter((e) => e['design_id'] === d['design_id']).map((e) => Number(e['sinr_db']));
      return own.length === 0 ? 1 : own.filter((x) => x < 6).length / own.length;
    });
    for (const point of [0, 1]) {
      const of = shares.filter((_, i) => i % 2 === point);
      expect(result.stop?.estimates[point]?.estimate).toBeCloseTo(of.reduce((a, b) => a + b, 0) / of.length, 12);
    }
  });

  it('takes the mean outage of the designs, with 1 for a draw without one', async () => {
    const out = join(temporaryFolder(), 'outage');
    const rule = tinyStudy(
      (t) =>
        `${t
          .replace('channels: 3', 'channels: 40')
          .replace('[5, 60]', '[5, 20]')
          .replace('guaranteed', 'none')}stop: { metric: outage, statistic: mean, halfWidth: 0.001 }\n`,
    );
    const result = await runStudy(rule, { out });
    const rows = readRows(out, 'designs');
    for (const { point, estimate, low, high } of result.stop?.estimates ?? []) {
      const sequence = boundedMean(1 - 0.95);
      for (const r of rows.filter((own) => own['point'] === point))
        sequence.add(r['meets_claim'] === true ? Number(r['outage']) : 1);
      expect(sequence.count).toBe(40);
      expect({ estimate, low, high }).toEqual({ estimate: sequence.estimate(), ...sequence.interval() });
    }
    expect(rows.some((r) => r['outage'] !== null && Number(r['outage']) > 0)).toBe(true);
  });

  it('clips a mean to its range, also draws without a value', async () => {
    const out = join(temporaryFolder(), 'mean');
    const rule = withStop('{ metric: sinr_db, statistic: mean, range: [0, 6], halfWidth: 0.01 }');
    const result = await runStudy({ ...rule, realizations: { ...rule.realizations, channels: 30 } }, { out });
    for (const { point, estimate, low, high } of result.stop?.estimates ?? []) {
      const values = readRows(out, 'designs')
        .filter((r) => r['point'] === point)
        .map((r) => (r['sinr_db'] === null ? 0 : Math.min(6, Math.max(0, Number(r['sinr_db'])))));
      expect(estimate).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 12);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(6);
      expect(high).toBeGreaterThan(low);
    }
  });
});

describe('section stop of a study file', () => {
  const faultsOf = (rule: string, more = ''): string => {
    try {
      parseStudy(`${TINY.replace('channels: 3', 'channels: 99')}stop: ${rule}\n${more}`, 's.yaml');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    '{ metric: rcrb_deg, statistic: quantile, halfWidth: 0.1 }',
    '{ metric: rcrb_deg, statistic: quantile, probability: 0.9, halfWidth: 0.1, confidence: 0.99 }',
    '{ metric: sinr_db, statistic: mean, range: [0, 40], halfWidth: 0.1 }',
    '{ metric: worst_exact_sinr_db, statistic: proportion, below: 10, halfWidth: 0.02 }',
    '{ metric: feasible, statistic: proportion, halfWidth: 0.02 }',
    '{ metric: outage, statistic: mean, halfWidth: 0.02 }',
    '{ metric: outage, statistic: mean, range: [0, 0.1], halfWidth: 0.002 }',
    '{ metric: outage, statistic: quantile, probability: 0.9, halfWidth: 0.02 }',
    '{ metric: outage, statistic: proportion, below: 0.01, halfWidth: 0.02 }',
  ])('takes %s', (rule) => {
    expect(faultsOf(rule)).toBe('');
  });

  it.each<[string, RegExp]>([
    [
      '{ statistic: mean, halfWidth: 1 }',
      /^s\.yaml:9:1: stop\.metric: expected one of rcrb_deg, .*certified, got nothing/,
    ],
    ['{ metric: rcrb, statistic: mean, halfWidth: 1 }', /stop\.metric: expected one of .*, got "rcrb"/],
    ['{ metric: rcrb_deg, statistic: mean, halfWidth: 1 }', /stop\.range: expected \[smallest, largest\] with a mean/],
    ['{ metric: rcrb_deg, statistic: mean, range: [2, 1], halfWidth: 0.1 }', /stop\.range: expected .*, got \[2, 1\]$/],
    ['{ metric: rcrb_deg, statistic: proportion, halfWidth: 0.1 }', /stop\.below: expected a value with a proportion/],
    ['{ metric: feasible, statistic: mean, range: [0, 1], halfWidth: 0.1 }', /stop\.statistic: expected proportion/],
    ['{ metric: feasible, statistic: proportion, below: 1, halfWidth: 0.1 }', /stop\.below: expected it only with/],
    ['{ metric: sinr_db, statistic: quantile, below: 1, halfWidth: 0.1 }', /stop\.below: expected it only with/],
    ['{ metric: sinr_db, statistic: quantile, probability: 1, halfWidth: 0.1 }', /stop\.probability: expected/],
    ['{ metric: feasible, statistic: proportion, halfWidth: 0.6 }', /stop\.halfWidth: expected less than 0\.5/],
    ['{ metric: feasible, statistic: proportion, halfWidth: 0 }', /stop\.halfWidth: expected a number above 0, got 0/],
    ['{ metric: feasible, statistic: proportion, halfWidth: 0.1, confidence: 1 }', /stop\.confidence: expected/],
    [
      '{ metric: error_sinr_db, statistic: quantile, halfWidth: 0.1 }',
      /stop\.statistic: expected proportion with error/,
    ],
    ['{ metric: outage, statistic: mean, halfWidth: 0.5 }', /stop\.halfWidth: expected less than 0\.5/],
    ['{ metric: outage, statistic: proportion, halfWidth: 0.1 }', /stop\.below: expected a value with a proportion/],
  ])('refuses %s', (rule, message) => {
    expect(faultsOf(rule)).toMatch(message);
  });

  it('refuses a minimum beyond the cap', () => {
    const rule = '{ metric: feasible, statistic: proportion, halfWidth: 0.1, minimum: 100 }';
    expect(faultsOf(rule)).toMatch(/stop\.minimum: expected at most realizations\.channels = 99, got 100/);
  });

  it('counts error draws whatever tables the study writes', () => {
    const rule = '{ metric: error_sinr_db, statistic: proportion, below: 5, halfWidth: 0.1 }';
    expect(faultsOf(rule)).toBe('');
    expect(faultsOf(rule, 'output: { tables: designs }\n')).toBe('');
  });

  it('is part of the study and its hash', () => {
    const other = withStop('{ metric: rcrb_deg, statistic: quantile, halfWidth: 3.1, confidence: 0.9 }');
    return expect(runStudy(other, { out: whole })).rejects.toThrow(/got those of another/);
  });
});

describe('a stopping rule over files with forged checksums', () => {
  it.each([
    '{ metric: rcrb_deg, statistic: quantile, halfWidth: 3.2, minimum: 3 }',
    '{ metric: sinr_db, statistic: mean, range: [0, 40], halfWidth: 4, minimum: 3 }',
    '{ metric: error_sinr_db, statistic: proportion, below: 5, halfWidth: 0.4, minimum: 3 }',
  ])('takes NaN for a draw without a value: %s', async (rule) => {
    const own = tinyStudy((t) => `${t}stop: ${rule}\n`);
    const out = join(temporaryFolder(), 'out');
    await runStudy(own, { out });
    const estimates = (value: number | null) => {
      const copy = copyOf(out);
      for (const [table, column] of [
        ['designs', 'rcrb_deg'],
        ['designs', 'sinr_db'],
        ['errors', 'sinr_db'],
      ] as const)
        forgeRows(copy, own, table, (rows) => rows.map((r) => ({ ...r, [column]: value })));
      return studyStatus(copy).stop?.estimates;
    };
    expect(estimates(Number.NaN)).toEqual(estimates(null));
  });
});
