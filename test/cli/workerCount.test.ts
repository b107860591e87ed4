import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { workerCount } from '../../src/cli/workerCount.ts';
import { GPU_WORKERS } from '../../src/device/backend.ts';
import { startBackend } from '../../src/device/startBackend.ts';
import { InputError } from '../../src/errors.ts';

const CPU = { mostWorkers: Infinity };
const GPU = { mostWorkers: GPU_WORKERS };
const ALONE = { mostWorkers: 1 };

describe('workerCount', () => {
  it('takes what is asked for on any backend', () => {
    for (const backend of [CPU, GPU, ALONE]) expect(workerCount(16, backend, {})).toBe(16);
    expect(() => workerCount(0, CPU, {})).toThrow(InputError);
    expect(() => workerCount(1.5, CPU, {})).toThrow(/--workers: expected a positive integer, got 1.5/);
  });

  it('takes the cores of this process, of a Slurm task or of a pod, no more than the backend is good for', () => {
    const cores = availableParallelism();
    expect(workerCount(undefined, CPU, {})).toBe(cores);
    expect(workerCount(undefined, CPU, { SLURM_CPUS_PER_TASK: 'many' })).toBe(cores);
    expect(workerCount(undefined, GPU, {})).toBe(Math.min(cores, 8));
    for (const variable of ['SLURM_CPUS_PER_TASK', 'ISAC_MC_CORES']) {
      const given = [3, 24].map((n) => ({ [variable]: String(n) }));
      expect(given.map((e) => workerCount(undefined, CPU, e))).toEqual([3, 24]);
      expect(given.map((e) => workerCount(undefined, GPU, e))).toEqual([3, 8]);
      expect(given.map((e) => workerCount(undefined, ALONE, e))).toEqual([1, 1]);
    }
  });

  it('takes so many for each of several devices, as far as there are cores, and one at least', () => {
    const given = (cores: number, devices: number): number =>
      workerCount(undefined, GPU, { SLURM_CPUS_PER_TASK: String(cores) }, devices);
    expect([given(32, 1), given(32, 2), given(12, 2), given(64, 8)]).toEqual([8, 16, 12, 64]);
    expect([given(1, 2), given(3, 8)]).toEqual([2, 8]);
    expect(workerCount(2, GPU, {}, 2)).toBe(2);
    expect(() => workerCount(3, GPU, {}, 4)).toThrow('--workers: expected at least 4, one for each device, got 3');
  });

  it('is every core on the cpu', async () => {
    const { backend } = await startBackend('cpu');
    expect(workerCount(undefined, backend, { SLURM_CPUS_PER_TASK: '24' })).toBe(24);
  });
});
