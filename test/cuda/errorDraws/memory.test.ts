import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { ErrorDrawsCuda } from '../../../src/montecarlo/kernels/cuda/errorDrawsCuda.ts';
import { errorDrawsOf } from '../../../src/montecarlo/kernels/errorDrawsOf.ts';
import { randomBatch } from '../../montecarlo/randomBatch.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { drawsOnCard, expectSameBytes, startStandIn } from './cudaDraws.ts';

const MEMORY = 2 ** 26;
const DRAWS = 50_001;
const grid = { fromDb: -10, toDb: 10, stepDb: 0.1 };
const batch = randomBatch({
  designs: (['BLP-CBF', 'SLP-CoMP'] as const).map((name) => ({ name, perUser: true, rows: true, settings: { grid } })),
  draws: DRAWS,
});

describe.skipIf(noStandIn)(`error draws on a card with little memory${skipNote}`, () => {
  let draws: ErrorDrawsCuda;
  /** Leaves the process so many bytes of the card. */
  const leave = (bytes: number): void => {
    draws.release();
    process.env['ISAC_MC_STANDIN_TAKEN'] = String(MEMORY - bytes);
  };

  beforeAll(async () => {
    process.env['ISAC_MC_STANDIN_MEMORY'] = String(MEMORY);
    await startStandIn();
    draws = await drawsOnCard();
  });
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_MEMORY'];
    delete process.env['ISAC_MC_STANDIN_TAKEN'];
  });

  it('many launches, two of them in flight, have the bytes of one', async () => {
    await expectSameBytes(batch);
    expect(draws.counters.launches).toBeGreaterThanOrEqual(4);
    expect(draws.counters.draws).toBe(DRAWS);
    expect(draws.counters.halved).toBe(0);
  });

  it('designs that have no room together come one after the other', async () => {
    const { draws: before } = draws.counters;
    const designs = Array.from({ length: 60 }, () => ({ name: 'BLP-CBF', perUser: true }) as const);
    await expectSameBytes(randomBatch({ designs, draws: 2000 }));
    // all draws anew for each part
    expect(draws.counters.draws - before).toBeGreaterThanOrEqual(4000);
  });

  it('what has no room is tried again with less, with the same bytes', async () => {
    leave(1_200_000);
    await expectSameBytes(batch);
    expect(draws.counters.halved).toBeGreaterThan(0);
    const { halved } = draws.counters;
    await expectSameBytes(batch);
    expect(draws.counters.halved).toBe(halved);
  });

  it('a design without room ends with a fault of the device, and leaves nothing behind', async () => {
    leave(2 ** 16);
    const failure: unknown = await draws.run(batch).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      exitCode: 3,
      message:
        'even a single design under 1024 CSI errors is too much for stand-in 0: cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY',
    });
    leave(MEMORY);
    await expectSameBytes(batch);
    draws.release();
    expect(draws.device.free()).toBe(MEMORY);
  });
});

describe.skipIf(noStandIn)(`a card that is lost during error draws${skipNote}`, () => {
  beforeAll(async () => startStandIn());
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_LOST_AFTER'];
  });

  it('batches at once are drawn one after the other, and none once the backend is stopped', async () => {
    await stopBackend();
    const { backend } = await startBackend('cuda');
    const kernel = errorDrawsOf(backend);
    const small = randomBatch({ designs: [{ name: 'BLP-CBF' }], draws: 5000 });
    const [alone] = await kernel.run(small);
    const both = await Promise.all([kernel.run(small), kernel.run({ ...small, law: 'sphere' }), kernel.run(small)]);
    expect(both[0]).toStrictEqual([alone]);
    expect(both[2]).toStrictEqual([alone]);
    await stopBackend();
    await expect(kernel.run(small)).rejects.toThrow(
      'backend: expected a running one, got cuda, which was stopped during the error draws',
    );
  });

  it('is told as a fault of the device, now and later, also where the kernel is only started then', async () => {
    const { backend } = await startBackend('cuda');
    if (backend.name !== 'cuda') throw new Error('the cuda backend');
    const draws = new ErrorDrawsCuda(backend.cuda);
    process.env['ISAC_MC_STANDIN_LOST_AFTER'] = '6';
    const own = randomBatch({ designs: [{ name: 'BLP-CBF' }], draws: 2_000_000 });
    for (let i = 0; i < 2; i++)
      await expect(draws.run(own)).rejects.toThrow(
        /^the CUDA device was lost while it drew 2000000 CSI errors: \w+: CUDA_ERROR_LAUNCH_FAILED$/,
      );
    backend.cuda.fault = undefined; // it was another thread's
    const failure: unknown = await errorDrawsOf(backend)
      .run(own)
      .catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      message: 'the CUDA device was lost while it started the error draws: cuModuleLoadData: CUDA_ERROR_LAUNCH_FAILED',
    });
  });
});
