import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSolver } from '../../../src/conic/startSolver.ts';
import { stopBackend } from '../../../src/device/startBackend.ts';
import { InputError } from '../../../src/errors.ts';
import { estimateRun } from '../../../src/study/estimate/estimateRun.ts';
import { computeChunks } from '../../../src/study/computeChunks.ts';
import { planStudy } from '../../../src/study/studyPlan.ts';
import { tinyStudy } from '../tinyStudy.ts';

beforeAll(async () => {
  await startSolver('cpu');
});
afterAll(stopBackend);

const SOME = tinyStudy((t) => t.replace('channels: 3', 'channels: 6').replace('[5, 60]', '[0, 5, 60]'));

describe('estimateRun', () => {
  it('counts what the study computes', async () => {
    const plan = await estimateRun(SOME, { limit: 4, workers: 9, seconds: 1 });
    expect(plan).toMatchObject({ realizations: 4, points: 3, designs: 12, chunks: 4, workers: 4, atMost: false });
    expect(plan.hash).toBe(planStudy(SOME).hash);
    expect(plan.busyWorkers).toBeLessThanOrEqual(4);
    expect(plan.timed.designs).toBeGreaterThan(0);
    expect(plan.programs).toBeGreaterThanOrEqual(plan.designs);
    for (const { estimate, low, high } of [plan.seconds, plan.processorSeconds]) {
      expect(low).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(estimate);
      expect(estimate).toBeLessThanOrEqual(high);
    }
    expect(plan.memoryBytes).toBeGreaterThan(2 ** 25);
  });

  it('knows rows and bytes of the tables about', async () => {
    const plan = await estimateRun(SOME, { seconds: 2 });
    const chunks = await computeChunks(planStudy(SOME), planStudy(SOME).chunks);
    const bytes = chunks.flatMap((c) => c.files).reduce((sum, file) => sum + file.bytes.length, 0);
    expect(plan.bytes / bytes).toBeGreaterThan(0.85);
    expect(plan.bytes / bytes).toBeLessThan(1.15);
    expect(plan.tables.find((t) => t.table === 'designs')?.rows).toBe(18);
    expect(plan.bytes).toBe(plan.tables.reduce((sum, t) => sum + t.bytes, 0));
  });

  it('times curves over rho, and what may end early is at most', async () => {
    const weighted = tinyStudy((t) =>
      t.replace('thresholdDb: [5, 60]', 'rho: [0, 0.1, 0.2, 0.5, 0.7, 0.9, 1]').replace('errors: 4', 'errors: 0'),
    );
    expect(await estimateRun(weighted, { seconds: 1 })).toMatchObject({ points: 7, designs: 21, atMost: false });
    const stopped = tinyStudy(
      (t) =>
        `${t.replace('channels: 3', 'channels: 40')}stop: { metric: error_sinr_db, statistic: proportion, below: 5, halfWidth: 0.1 }\n`,
    );
    expect(await estimateRun(stopped, { seconds: 1 })).toMatchObject({ atMost: true });
  });

  it('writes nothing and refuses what a run refuses', async () => {
    const before = readdirSync('.').sort();
    await estimateRun(SOME, { seconds: 0.1, precision: 'fast' });
    expect(readdirSync('.').sort()).toEqual(before);
    const tolerant = tinyStudy((t) => `${t}solver: { tolerance: 1e-7 }\n`);
    await expect(estimateRun(tolerant, { precision: 'fast' })).rejects.toThrow(InputError);
  });
});
