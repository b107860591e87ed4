import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isacMc, linesOf, type Outcome } from '../../e2e/command.ts';
import { dataBytes, temporaryFolder, TINY } from '../../study/tinyStudy.ts';
import { noStandIn, skipNote, useStandIn } from '../backend/standIn.ts';

const folder = temporaryFolder();
const STUDY = TINY.replace('channels: 3', 'channels: 6');

describe.skipIf(noStandIn !== undefined)(`isac-mc run on two CUDA devices${skipNote}`, () => {
  let library: string;

  beforeAll(async () => {
    writeFileSync(join(folder, 'tiny.yaml'), STUDY);
    library = await useStandIn();
    await run('one', ['--device', '0', '--workers', '1']);
  });

  /** Runs the study on a driver that shows two devices. */
  function run(out: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
    const all = ['run', 'tiny.yaml', '--backend', 'cuda', '--batch', '1', '--out', out, ...args];
    const devices = { ISAC_MC_LIBCUDA: library, ISAC_MC_STANDIN_DEVICES: '2' };
    return isacMc(all, folder, undefined, { ...devices, ...environment });
  }
  const recordOf = (out: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(folder, out, 'study.json'), 'utf8')) as Record<string, unknown>;

  it.each([
    ['all', '3'],
    ['1,0', '2'],
  ])('gives the bytes of one device, and study.json names both (--device %s)', async (device, workers) => {
    const out = `both-${device}`;
    const { code, stderr } = await run(out, ['--device', device, '--workers', workers]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('8 chunks computed') as string]);
    expect(dataBytes(join(folder, out))).toEqual(dataBytes(join(folder, 'one')));
    const names = device === 'all' ? ['0 stand-in 0', '1 stand-in 1'] : ['1 stand-in 1', '0 stand-in 0'];
    expect(recordOf(out)).toMatchObject({ backend: 'cuda', devices: names });
    expect(linesOf(stderr)[0]).toMatch(
      /^backend cuda on stand-in \d, CUDA .*; devices \d stand-in \d, \d stand-in \d \(/,
    );
    expect(recordOf('one')).not.toHaveProperty('devices');
  });

  it.each(['0', '1'])('is resumed when device %s is lost', async (device) => {
    const out = `lost-${device}`;
    const both = ['--device', 'all', '--workers', '2'];
    const lost = await run(out, both, { ISAC_MC_STANDIN_LOST_AFTER: '3', ISAC_MC_STANDIN_LOST_DEVICE: device });
    expect([lost.code, existsSync(join(folder, out, '_SUCCESS'))]).toEqual([3, false]);
    expect(lost.stderr).toMatch(new RegExp(`^isac-mc: device ${device}: the CUDA device was lost `, 'm'));
    const { code, stderr } = await run(out, both);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^[1-6] chunks computed, [0-5] found done/m) as string]);
    expect(dataBytes(join(folder, out))).toEqual(dataBytes(join(folder, 'one')));
  });

  it('counts the devices that CUDA_VISIBLE_DEVICES leaves', async () => {
    const { code } = await run('visible', ['--device', 'all', '--workers', '1'], { CUDA_VISIBLE_DEVICES: '1' });
    expect(code).toBe(0);
    expect(recordOf('visible')['device']).toMatch(/^stand-in 1,/);
  });

  it.each<[string, string[], RegExp]>([
    ['more devices than there are', ['--device', '0,2'], /--device: expected a number from 0 to 1, got 2/],
    [
      'fewer workers than devices',
      ['--device', 'all', '--workers', '1'],
      /--workers: expected at least 2, one for each device, got 1/,
    ],
    ['no device', ['--device', 'none'], /--device: expected .*, got none/],
    [
      'several devices of a backend that uses one',
      ['--device', '0,1', '--backend', 'webgpu'],
      /--device 0,1: expected --backend cuda beside it, got webgpu, which uses one device/,
    ],
  ])('refuses %s', async (_name, args, message) => {
    const out = `refused-${args.join('')}`;
    const named = args.includes('--backend') ? [] : ['--backend', 'cuda'];
    const { code, stderr } = await isacMc(['run', 'tiny.yaml', '--out', out, ...named, ...args], folder, undefined, {
      ISAC_MC_LIBCUDA: library,
      ISAC_MC_STANDIN_DEVICES: '2',
    });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message) as string]);
    expect(existsSync(join(folder, out))).toBe(false);
  });
});
