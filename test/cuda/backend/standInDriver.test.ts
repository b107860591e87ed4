import { execFileSync, spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { cudaOrdinals } from '../../../src/device/cuda/cudaOrdinals.ts';
import { type CudaDevice, openDevice } from '../../../src/device/cuda/device.ts';
import { DeviceBuffer, PinnedBuffer } from '../../../src/device/cuda/memory.ts';
import { fileURLToPath } from 'node:url';
import { noStandIn, skipNote, useStandIn } from './standIn.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a program on two stand-in devices, in a process of its own. */
function inProcess(code: string): ReturnType<typeof spawnSync> {
  const args = ['--import', 'tsx', '--input-type=module', '-e', code];
  return spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ISAC_MC_STANDIN_DEVICES: '2' },
  });
}

// what the suites of the backend stand on: a stand-in that lets everything pass would prove nothing
describe.skipIf(noStandIn)(`the stand-in CUDA driver${skipNote}`, () => {
  let device: CudaDevice;
  beforeAll(async () => {
    await useStandIn();
    device = openDevice(0);
  });

  it('fills fresh memory with NaN', () => {
    const { driver } = device;
    const memory = new DeviceBuffer(driver);
    const values = new Float64Array(driver.view(memory.reserve(64), 64));
    expect([...values]).toEqual(Array(8).fill(Number.NaN));
    memory.free();
    const pinned = new PinnedBuffer(driver);
    expect([...new Float64Array(pinned.reserve(64), 0, 8)]).toEqual(Array(8).fill(Number.NaN));
    pinned.free();
  });

  it('refuses copies beyond an allocation, from memory that is not pinned, and to what is no memory of the device', () => {
    const { driver } = device;
    const stream = driver.handle('cuStreamCreate', 1);
    const [memory, pinned] = [new DeviceBuffer(driver), new PinnedBuffer(driver)];
    const to = memory.reserve(100);
    pinned.reserve(100);
    const copy = (address: bigint, from: bigint, bytes: number) => () =>
      driver.call('cuMemcpyHtoDAsync_v2', address, from, bytes, stream);
    expect(copy(to, pinned.pointer, 100)).not.toThrow();
    expect(copy(to, pinned.pointer, 2 ** 20)).toThrow('cuMemcpyHtoDAsync_v2: CUDA_ERROR_INVALID_VALUE');
    expect(copy(to, to, 100)).toThrow('CUDA_ERROR_INVALID_VALUE');
    expect(copy(pinned.pointer, pinned.pointer, 100)).toThrow('CUDA_ERROR_INVALID_VALUE');
    driver.call('cuStreamDestroy_v2', stream);
    memory.free();
    pinned.free();
  });

  it('ends the process that wrote behind an allocation', () => {
    const { status, signal, stderr } = inProcess(`
      import { openDevice } from './src/device/cuda/device.ts';
      const { driver } = openDevice(0);
      const address = driver.handle('cuMemAlloc_v2', 100);
      new Uint8Array(driver.view(address, 101))[100] = 1;
      driver.call('cuMemFree_v2', address);
    `);
    expect([status, signal]).toEqual([null, 'SIGABRT']);
    expect(stderr).toContain('something was written behind an allocation of 100 bytes');
  });

  it('takes an image of the kernel that it knows, and no other', () => {
    const { driver } = device;
    expect(() => driver.handle('cuModuleLoadData', Buffer.from('.version 7.8\0'))).toThrow(
      'cuModuleLoadData: CUDA_ERROR_INVALID_IMAGE',
    );
  });

  it('shows the devices that it is told to, and --device names them', () => {
    expect(cudaOrdinals('all')).toEqual([0]);
    const { stdout, stderr } = inProcess(`
      import { cudaOrdinals } from './src/device/cuda/cudaOrdinals.ts';
      console.log(JSON.stringify(['all', '1,0', '1', '0,0'].map(cudaOrdinals)));
    `);
    expect(stdout, String(stderr)).toBe('[[0,1],[1,0],[1],[0]]\n');
  });

  it('is built by a command whose last line is its path', () => {
    const lines = execFileSync('npm', ['run', '-s', 'cuda:standin'], { cwd: ROOT, encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(lines.at(-1)).toBe(process.env['ISAC_MC_LIBCUDA']);
  });
});
