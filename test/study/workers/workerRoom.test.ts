import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { isacMc, linesOf, type Outcome } from '../../e2e/command.ts';
import { ChunkFailed } from '../../../src/study/workers/chunkExecutor.ts';
import { chunkPool } from '../../../src/study/workers/chunkPool.ts';
import { planStudy } from '../../../src/study/studyPlan.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { dataBytes, temporaryFolder, TINY, tinyStudy } from '../tinyStudy.ts';

const change = (t: string): string => t.replace('channels: 3', 'channels: 8');
const folder = temporaryFolder();
const alone = join(folder, 'alone');
const preload = fileURLToPath(new URL('noRoom.cjs', import.meta.url));

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), change(TINY));
  await runStudy(tinyStudy(change), { out: alone });
});

/** A run with four workers, of which only some find memory. */
function runWithRoom(room: number, ...more: string[]): Promise<Outcome> {
  const count = join(folder, `room-${room}`);
  mkdirSync(count);
  return isacMc(['run', 'tiny.yaml', '--out', `out-${room}`, '--workers', '4', ...more], folder, undefined, {
    NODE_OPTIONS: `--require=${preload}`,
    ROOM: String(room),
    ROOM_COUNT: count,
  });
}

describe('isac-mc run whose workers find no memory', () => {
  it('goes on with those that do, says so once, and gives the same bytes', async () => {
    const { code, stderr } = await runWithRoom(1, '--batch', '1');
    expect(code).toBe(0);
    expect(linesOf(stderr).slice(1)).toEqual([
      expect.stringMatching(/^warning: \d of 4 workers go on, the others found no room \(WebAssembly.*\)$/) as string,
      '8 chunks computed, 0 found done; the study is complete',
    ]);
    expect(dataBytes(join(folder, 'out-1'))).toEqual(dataBytes(alone));
  });

  it('ends unfinished in one line where none does', async () => {
    const { code, stderr } = await runWithRoom(0);
    expect(code).toBe(3);
    expect(linesOf(stderr).filter((line) => line.startsWith('isac-mc: '))).toEqual([
      expect.stringMatching(/^isac-mc: chunk \d: no room to compute it \(WebAssembly/) as string,
    ]);
    expect(linesOf(stderr).at(-1)).toMatch(/^ {2}nothing is lost: raise the limit on address space/);
  });

  it.each([4, 8, 16])('threads of %i MB, at work or not, fail their chunks, with what mends it', async (most) => {
    const large = tinyStudy((t) => t.replace('errors: 4', 'errors: 200000'));
    const limits = { maxOldGenerationSizeMb: most };
    const pool = chunkPool({ study: large, backend: 'cpu', backendOptions: {}, workers: 2, resourceLimits: limits });
    try {
      const [chunk] = planStudy(large).chunks;
      if (!chunk) throw new Error('a chunk');
      const failure: unknown = await pool.run([chunk]).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ChunkFailed);
      expect(failure).toMatchObject({
        message: expect.stringMatching(/^its worker died twice \(.*memory limit/) as string,
        hint: expect.stringContaining('--max-old-space-size') as string,
      });
    } finally {
      await pool.close();
    }
  });
});
