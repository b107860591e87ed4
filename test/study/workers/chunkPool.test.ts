import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { isacMc, linesOf, type Outcome } from '../../e2e/command.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { computeChunks } from '../../../src/study/computeChunks.ts';
import { planStudy } from '../../../src/study/studyPlan.ts';
import { chunkPool } from '../../../src/study/workers/chunkPool.ts';
import { ChunkDropped } from '../../../src/study/workers/chunkExecutor.ts';
import { dataBytes, temporaryFolder, TINY, tinyStudy } from '../tinyStudy.ts';

const change = (t: string): string => t.replace('channels: 3', 'channels: 8');
const study = tinyStudy(change);
const folder = temporaryFolder();
const alone = join(folder, 'alone');

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), change(TINY));
  await runStudy(study, { out: alone });
});

describe('chunkPool', () => {
  it('computes the same files as the main thread', async () => {
    const plan = planStudy(study);
    const pool = chunkPool({ study, backend: 'cpu', backendOptions: {}, workers: 2 });
    try {
      const lists = [plan.chunks.slice(0, 3), ...plan.chunks.slice(3).map((c) => [c])];
      const results = (await Promise.all(lists.map((l) => pool.run(l)))).flat();
      for (const [i, chunk] of plan.chunks.entries()) {
        const [expected] = await computeChunks(plan, [chunk]);
        expect(results[i]?.designs).toBe(expected?.designs);
        expect(results[i]?.files.map((f) => [f.table, f.rows, f.sha256, Buffer.from(f.bytes)])).toEqual(
          expected?.files.map((f) => [f.table, f.rows, f.sha256, Buffer.from(f.bytes)]),
        );
      }
    } finally {
      await pool.close();
    }
  });

  it('drops chunks in work after the grace, and begins none once it is told to stop', async () => {
    const stop = new AbortController();
    const slow = tinyStudy((t) => t.replace('errors: 4', 'errors: 4000000'));
    const pool = chunkPool({
      study: slow,
      backend: 'cpu',
      backendOptions: {},
      workers: 1,
      stop: stop.signal,
      graceSeconds: 0.1,
    });
    try {
      const [chunk] = planStudy(slow).chunks;
      if (!chunk) throw new Error('a chunk');
      const running = pool.run([chunk]);
      setTimeout(() => stop.abort(), 1000);
      await expect(running).rejects.toThrow(ChunkDropped);
      await expect(pool.run([chunk])).rejects.toThrow(ChunkDropped);
    } finally {
      await pool.close();
    }
  });
});

describe('runStudy with workers', () => {
  it.each([2, 3])('gives the same bytes with %i workers', async (workers) => {
    const out = join(temporaryFolder(), 'study');
    const seen: number[] = [];
    const result = await runStudy(study, { out, workers, onProgress: (done) => seen.push(done) });
    expect(result).toMatchObject({ chunksDone: 8, chunksSkipped: 0, complete: true });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(dataBytes(out)).toEqual(dataBytes(alone));
  });
});

describe('isac-mc run when a worker dies', () => {
  const preload = fileURLToPath(new URL('dyingWorker.cjs', import.meta.url));

  /** Runs the study while a worker dies `times` times at chunk 5. */
  async function runDying(
    name: string,
    times: number,
    ...more: string[]
  ): Promise<{ outcome: Outcome; out: string; deaths: number }> {
    const [out, count] = [join(folder, name), join(folder, `${name}-count`)];
    mkdirSync(count);
    const outcome = await isacMc(['run', 'tiny.yaml', '--out', out, '--workers', '2', ...more], folder, undefined, {
      NODE_OPTIONS: `--require=${preload}`,
      DIE_AT: '5',
      DIE_TIMES: String(times),
      DIE_COUNT: count,
    });
    return { outcome, out, deaths: readdirSync(count).length };
  }

  it('computes the chunk once more', async () => {
    const { outcome, out, deaths } = await runDying('once', 1);
    expect([outcome.code, deaths]).toEqual([0, 1]);
    expect(outcome.stderr).toContain('8 chunks computed, 0 found done; the study is complete');
    expect(dataBytes(out)).toEqual(dataBytes(alone));
  });

  it('finds out which of the chunks that were computed together it is, and does the others', async () => {
    const { outcome, out, deaths } = await runDying('together', 4, '--batch', '100');
    expect([outcome.code, deaths]).toEqual([3, 4]); // twice among four chunks, twice alone
    expect(outcome.stderr).toMatch(/^isac-mc: chunk 5: its worker died twice \(.*\)$/m);
    expect(readdirSync(join(out, 'data', 'designs'))).toHaveLength(7);
  });

  it('reports the chunk after the second death, does the others, and goes on later', async () => {
    const { outcome, out, deaths } = await runDying('twice', 2, '--batch', '1');
    expect([outcome.code, deaths]).toEqual([3, 2]);
    expect(linesOf(outcome.stderr).slice(1)).toEqual([
      expect.stringMatching(/^isac-mc: chunk 5: its worker died twice \(.*\)$/) as string,
      '  run the same command again to try once more',
    ]);
    expect(readdirSync(join(out, 'data', 'designs'))).toHaveLength(7);
    const manifests = readdirSync(join(out, 'manifest')).map((n) => readFileSync(join(out, 'manifest', n), 'utf8'));
    expect(manifests.join('')).toMatch(/\{"chunk":5,"error":"its worker died twice/);

    const status = await isacMc(['status', out], folder);
    expect(status.code).toBe(3);
    expect(status.stdout).toMatch(/^failed {3}chunk 5 on \S+: its worker died twice/m);

    const again = await isacMc(['run', 'tiny.yaml', '--out', out, '--workers', '2'], folder);
    expect([again.code, linesOf(again.stderr).at(-1)]).toEqual([
      0,
      '1 chunks computed, 7 found done; the study is complete',
    ]);
    expect(dataBytes(out)).toEqual(dataBytes(alone));
    expect((await isacMc(['status', out], folder)).code).toBe(0);
  });
});
