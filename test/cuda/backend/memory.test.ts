import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConicCuda } from '../../../src/conic/kernels/cuda/conicCuda.ts';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import type { ConicProgram } from '../../../src/conic/program.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { randomProgram } from '../../conic/randomProgram.ts';
import { conicCudaOf, noStandIn, skipNote, useStandIn } from './standIn.ts';

const MEMORY = 2 ** 30;
const BATCH = 30;
/** Large enough that its workspace, and not the steps in which memory is taken, decides what fits. */
const { program } = randomProgram({
  seed: 1,
  batch: BATCH,
  rows: 12,
  psd: [{ size: 16, count: 6, vectors: 4, termsPerRow: 1 }],
});
const { program: small } = randomProgram({ seed: 2, rows: 3, nonneg: 2 });

describe.skipIf(noStandIn)(`cuda on a card without enough memory${skipNote}`, () => {
  let conic: ConicCuda;
  /** Leaves the process so many bytes of the card. */
  const leave = (bytes: number): void => {
    conic.release();
    process.env['ISAC_MC_STANDIN_TAKEN'] = String(MEMORY - bytes);
  };
  const bytesOf = async (p: ConicProgram): Promise<string> =>
    Buffer.from((await solveProgram(p)).state.buffer).toString('base64');

  beforeAll(async () => {
    await useStandIn();
    process.env['ISAC_MC_STANDIN_MEMORY'] = String(MEMORY);
    conic = await conicCudaOf((await startBackend('cuda')).backend);
  });
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_MEMORY'];
    delete process.env['ISAC_MC_STANDIN_TAKEN'];
  });

  it('a launch that has no room is tried again in halves, with the same bytes', async () => {
    const before = await bytesOf(program);
    expect(conic.counters.halved).toBe(0);
    const held = conic.device.card.memory - conic.device.free();
    leave(held / 4);
    const launches = conic.counters.launches;
    expect(await bytesOf(program)).toBe(before);
    expect(conic.counters.halved).toBeGreaterThan(0);
    expect(conic.counters.launches - launches).toBeGreaterThan(BATCH / 8);
  });

  it('later batches begin with what had room', async () => {
    const { halved } = conic.counters;
    await bytesOf(program);
    expect(conic.counters.halved).toBe(halved);
  });

  it('a program without room ends with a fault of the device that names it, the batch and what the driver said', async () => {
    leave(2 ** 16);
    const failure: unknown = await solveProgram(program).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      exitCode: 3,
      message: `even a single program of a batch of ${BATCH} is too much for stand-in 0: cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY`,
    });
  });

  it('and leaves nothing behind: once there is room, solves go on', async () => {
    leave(MEMORY);
    expect((await solveProgram(small)).status).toEqual(['optimal']);
  });

  it('all memory is given back', () => {
    conic.release();
    expect(conic.device.free()).toBe(MEMORY);
  });
});
