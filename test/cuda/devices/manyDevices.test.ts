import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isacMc, linesOf, type Outcome } from '../../e2e/command.ts';
import { dataBytes, temporaryFolder, TINY } from '../../study/tinyStudy.ts';
import { noStandIn, skipNote, useStandIn } from '../backend/standIn.ts';

const folder = temporaryFolder();
const bytesOf = (out: string): Map<string, string> => dataBytes(join(folder, out));
const recordOf = (out: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, out, 'study.json'), 'utf8')) as Record<string, unknown>;

/** Runs a study of six chunks on a driver that shows two devices. */
function run(out: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const all = ['run', 'tiny.yaml', '--batch', '1', '--out', out, ...args];
  return isacMc(all, folder, undefined, { ISAC_MC_STANDIN_DEVICES: '2', ...environment });
}
const CUDA = ['--backend', 'cuda'];
const BOTH = [...CUDA, '--device', 'all', '--workers', '2'];

describe.skipIf(noStandIn !== undefined)(`isac-mc run on two CUDA devices${skipNote}`, () => {
  beforeAll(async () => {
    writeFileSync(join(folder, 'tiny.yaml'), TINY.replace('channels: 3', 'channels: 6'));
    await useStandIn();
    await run('one', [...CUDA, '--workers', '1']);
  });

  it('gives the bytes of one device, and names both', async () => {
    const { code, stderr } = await run('both', [...CUDA, '--device', '1,0', '--workers', '3']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('6 chunks computed') as string]);
    expect(bytesOf('both')).toEqual(bytesOf('one'));
    expect(recordOf('both')).toMatchObject({ backend: 'cuda', devices: ['1 stand-in 1', '0 stand-in 0'] });
    expect(linesOf(stderr)[0]).toMatch(/^backend cuda on stand-in 1, .*; devices 1 stand-in 1, 0 stand-in 0 \(/);
    expect(recordOf('one')).not.toHaveProperty('devices');
  });

  it.each(['0', '1'])('ends with exit code 3 when device %s is lost, and names it', async (device) => {
    const fault = { ISAC_MC_STANDIN_LOST_AFTER: '3', ISAC_MC_STANDIN_LOST_DEVICE: device };
    const { code, stderr } = await run(`lost-${device}`, BOTH, fault);
    expect([code, linesOf(stderr)[1]]).toEqual([
      3,
      expect.stringMatching(new RegExp(`^isac-mc: device ${device}: the CUDA device was lost `)) as string,
    ]);
    expect(existsSync(join(folder, `lost-${device}`, '_SUCCESS'))).toBe(false);
  });

  it('is resumed on the devices that are left', async () => {
    const { code, stderr } = await run('lost-1', [...CUDA, '--device', '0', '--workers', '2']);
    expect([code, linesOf(stderr)[1]]).toEqual([
      0,
      expect.stringMatching(/^[1-6] chunks computed, [0-5] found done; the study is complete$/) as string,
    ]);
    expect(bytesOf('lost-1')).toEqual(bytesOf('one'));
  });

  it('refuses devices of unlike arithmetic, together and one after the other', async () => {
    const unlike = { ISAC_MC_STANDIN_RATIO: '2,64' };
    const both = await run('unlike', BOTH, unlike);
    expect([both.code, both.stderr]).toEqual([
      2,
      expect.stringContaining('got float64 on 0 (stand-in 0) and doubleSingle on 1 (stand-in 1)') as string,
    ]);
    const later = await run('one', [...CUDA, '--device', '1'], unlike);
    expect([later.code, later.stderr]).toEqual([
      2,
      expect.stringMatching(
        /one: expected results in doubleSingle, float64 \(stand-in 1.*got those in float64 \(stand-in 0/,
      ) as string,
    ]);
  });

  it('counts the devices that CUDA_VISIBLE_DEVICES leaves', async () => {
    const { code } = await run('visible', [...CUDA, '--device', 'all', '--workers', '1'], {
      CUDA_VISIBLE_DEVICES: '1',
    });
    expect([code, recordOf('visible')['device']]).toEqual([0, expect.stringMatching(/^stand-in 1,/) as string]);
  });

  it.each<[string, string[], RegExp]>([
    ['more devices than there are', [...CUDA, '--device', '0,2'], /--device: expected a number from 0 to 1, got 2/],
    [
      'fewer workers than devices',
      [...CUDA, '--device', 'all', '--workers', '1'],
      /--workers: expected at least 2, one for each device, got 1/,
    ],
    [
      'several devices of a backend that uses one',
      ['--backend', 'webgpu', '--device', '0,1'],
      /--device 0,1: expected --backend cuda beside it, got webgpu, which uses one device/,
    ],
  ])('refuses %s', async (_name, args, message) => {
    const { code, stderr } = await run('refused', args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message) as string]);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});
