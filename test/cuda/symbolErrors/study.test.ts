import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { designChunks, writeTables } from '../../../src/study/computeChunks.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { planStudy } from '../../../src/study/studyPlan.ts';
import { withSymbolErrors } from '../../../src/study/symbolErrors.ts';
import type { DesignRow } from '../../../src/study/tables/designRow.ts';
import { ChunkTables } from '../../../src/study/tables/studyTables.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { chunkFiles, temporaryFolder } from '../../study/tinyStudy.ts';
import { noStandIn, skipNote, useStandIn } from '../backend/standIn.ts';
import { framesOnCard } from './cudaFrames.ts';

/** Every transmission, systems of two sizes, with and without CSI errors, a threshold that no draw reaches. */
const study = parseStudy(
  `title: symbol errors
seed: '5'
scenario: { usersPerCell: 1, rxAntennas: 2, frameLength: 5, noisePower: 1 }
schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]
design: joint
robustness: none
sweep: { thresholdDb: [0, 60], txAntennas: [2, 3], csiErrorRadius: [0, 0.1], pskOrder: [4, 8] }
realizations: { channels: 3, errors: 4, frames: 60 }
output: { tables: [designs, precoders, ser] }
`,
  'symbolErrors.yaml',
);
const plan = planStudy(study);

describe.skipIf(noStandIn)(`table ser of a study on cuda${skipNote}`, () => {
  const folder = temporaryFolder();
  let rows: DesignRow[] = [];
  const withoutRates = (): DesignRow[] =>
    rows.map(({ id, point, task, design, metrics, errors, failure }) => ({
      id,
      point,
      task,
      design,
      metrics,
      errors,
      failure,
    }));

  beforeAll(async () => {
    await useStandIn();
    await startBackend('cuda');
    rows = (await designChunks(plan, plan.chunks)).flat();
  });
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_LOST_AFTER'];
  });

  it('has the bytes that the processor gives it', async () => {
    const { frames, launches } = (await framesOnCard()).counters;
    expect(frames).toBeGreaterThan(0);
    // the designs of all realizations together, a launch for each of two systems
    expect(launches).toBe(2);
    const sent = rows.filter(({ design, metrics }) => design && metrics);
    expect(sent.length).toBeGreaterThan(40);
    expect(sent.every(({ symbolErrors }) => symbolErrors)).toBe(true);
    const tables = new ChunkTables(study, plan.hash);
    const [chunk] = plan.chunks;
    if (!chunk) throw new Error('a chunk');
    const bytes = (own: readonly DesignRow[]) => writeTables(tables, chunk, own).files.map((file) => file.bytes);
    expect(bytes(rows)).toEqual(bytes(withoutRates()));
  });

  it('passes verify, which counts on the processor', async () => {
    const out = join(folder, 'study');
    await runStudy(study, { out });
    expect(verifyStudy(out).findings).toEqual([]);
    expect(chunkFiles(out, 'ser').every((file) => readFileSync(file).length > 1000)).toBe(true);
  });

  it('leaves to the processor what cannot be prepared, and names the design at fault', async () => {
    const bad = withoutRates();
    const at = bad.findIndex(({ design, task }) => design?.precoders && task.realizationIndex === 1);
    const row = bad[at] as DesignRow;
    bad[at] = { ...row, design: row.design && { ...row.design, precoders: new Float64Array(2) } };
    const counted = await withSymbolErrors(bad, study);
    const by = (realization: number) => counted.filter((own) => own.task.realizationIndex === realization);
    expect(by(1).every(({ symbolErrors }) => symbolErrors === undefined)).toBe(true);
    expect(by(2).some(({ symbolErrors }) => symbolErrors !== undefined)).toBe(true);
    const [chunk] = plan.chunks;
    if (!chunk) throw new Error('a chunk');
    const { designs } = writeTables(new ChunkTables(study, plan.hash), chunk, by(1));
    expect(designs.flatMap(({ id, failure }) => (failure === null ? [] : [[id, failure]]))).toEqual([
      [row.id, expect.stringMatching(/^tables: /) as string],
    ]);
  });

  it('is counted on the processor on other backends, and not at all where no table asks for it', async () => {
    await startBackend('cpu');
    const bare = withoutRates();
    expect(await withSymbolErrors(bare, study)).toEqual(bare);
    await startBackend('cuda');
    const without = { ...study, output: { ...study.output, tables: study.output.tables.filter((t) => t !== 'ser') } };
    expect(await withSymbolErrors(bare, without)).toEqual(bare);
  });

  it('ends with a fault of the device where the card is lost', async () => {
    await framesOnCard();
    process.env['ISAC_MC_STANDIN_LOST_AFTER'] = '0';
    const failure: unknown = await withSymbolErrors(withoutRates(), study).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect((failure as Error).message).toMatch(/^the CUDA device was lost while it sent \d+ frames: /);
  });
});
