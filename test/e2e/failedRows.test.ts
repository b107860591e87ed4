import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ChannelDraw, channelStudy } from '../study/channelStudy.ts';
import { dataBytes, temporaryFolder } from '../study/tinyStudy.ts';
import { afterBackend, isacMc, linesOf, type Outcome } from './command.ts';

const SYSTEM = { cells: 2, usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 };
const BODY = 'schemes: BLP-CBF\nsweep: { thresholdDb: [0, 5] }';
const MESSAGE = 'channels[1, 1, 1, 0, 0]: expected a finite number, got NaN';

const folder = temporaryFolder();
const sound = (): void => undefined;
const notANumber = ({ link }: ChannelDraw): void => {
  link(1, 1, 0)[0] = Number.NaN;
};
let first: Outcome;

beforeAll(async () => {
  channelStudy(folder, SYSTEM, [sound, notANumber, sound], BODY);
  first = await isacMc(['run', './study.yaml', '--out', 'out'], folder);
});

describe('a study with draws that cannot be computed', () => {
  it('is completed with exit code 5, and says how many rows failed and why', () => {
    expect(first.code).toBe(5);
    expect(afterBackend(first.stderr)).toEqual([
      '3 chunks computed, 0 found done; the study is complete',
      `isac-mc: 2 failed rows, the first: design 2 (realization 1): ${MESSAGE}`,
      '  column failure of table designs has every message; isac-mc run --retry-failed computes these draws again, which helps where the machine or the version was to blame',
    ]);
    expect(first.stdout).toContain('2/3 (1 failed)');
    expect(JSON.parse(readFileSync(join(folder, 'out', '_SUCCESS'), 'utf8'))).toMatchObject({ failed: 2 });
  });

  it('is left as it is by a second run, which exits with 5 again', async () => {
    const bytes = dataBytes(join(folder, 'out'));
    const again = await isacMc(['run', './study.yaml', '--out', 'out', '--log', 'json'], folder);
    expect(again.code).toBe(5);
    const end = JSON.parse(linesOf(again.stderr).at(-1) ?? '') as Record<string, unknown>;
    expect(end).toMatchObject({
      msg: 'end',
      chunksDone: 0,
      complete: true,
      failedRows: 2,
      failures: [{ designId: 2, realization: 1, failure: MESSAGE }, { designId: 3 }],
    });
    const retried = await isacMc(['run', './study.yaml', '--out', 'out', '--retry-failed'], folder);
    expect(retried.code).toBe(5);
    expect(retried.stderr).toContain('1 chunks computed, 2 found done; the study is complete');
    expect(dataBytes(join(folder, 'out'))).toEqual(bytes);
  });

  it('is told of by every command that reads it', async () => {
    const status = await isacMc(['status', 'out'], folder);
    expect(status.code).toBe(5);
    expect(linesOf(status.stdout)).toContain(`failed   design 2 (realization 1): ${MESSAGE}`);
    const finish = await isacMc(['finish', 'out'], folder);
    expect([finish.code, finish.stdout]).toEqual([5, 'out: complete, 3 chunks, 2 failed rows\n']);
    const verify = await isacMc(['verify', 'out'], folder);
    expect(verify.code).toBe(0);
    expect(verify.stdout).toContain('failed    2 failed rows');
    const extract = await isacMc(['extract', 'out', '--row', '3'], folder);
    expect(extract.code).toBe(2);
    expect(linesOf(extract.stderr)[0]).toBe(
      `isac-mc: --row 3: expected a design, got a draw that cannot be computed: ${MESSAGE}`,
    );
    const report = await isacMc(['report', 'out'], folder);
    expect([report.code, linesOf(report.stderr)]).toEqual([0, ['2 failed rows; the page says so']]);
    const exported = await isacMc(['export', 'out', '--parquet'], folder);
    expect(exported.code).toBe(0);
    expect(exported.stderr).toContain('2 failed rows');
  });

  it('leaves exit code 0 to a run of draws that are sound', async () => {
    const limited = await isacMc(['run', './study.yaml', '--out', 'limited', '--limit', '1'], folder);
    expect(limited.code).toBe(0);
  });
});

describe('channels in another unit', () => {
  it('are warned of in one line of run and submit, and in the JSON log', async () => {
    const own = join(folder, 'weak');
    mkdirSync(own);
    const weak = ({ channels }: ChannelDraw): void =>
      channels.forEach((x, i) => {
        channels[i] = 1e-6 * x;
      });
    channelStudy(own, SYSTEM, [weak], BODY);
    const warning = /^warning: the median own-cell abs\(h\)\^2 P\/noise is -(79|8\d)\.\d dB, .*docs\/channels\.md$/;
    const run = await isacMc(['run', './study.yaml', '--out', 'out'], own);
    expect(run.code).toBe(0);
    expect(afterBackend(run.stderr)[0]).toMatch(warning);
    const log = await isacMc(['run', './study.yaml', '--out', 'out', '--log', 'json'], own);
    const lines = linesOf(log.stderr).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((l) => typeof l['ownCellGainDb'] === 'number' && l['level'] === 40)).toHaveLength(1);
    const submit = await isacMc(['submit', './study.yaml', '--engine', 'slurm', '--tasks', '1', '--dry-run'], own);
    expect(linesOf(submit.stderr).filter((line) => warning.test(line))).toHaveLength(1);
  });
});
